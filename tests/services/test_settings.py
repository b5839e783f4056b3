"""Flags, environment, defaults, and messages for what is wrong."""

from pathlib import Path

import pytest

from services.errors import SettingError
from services.settings import Settings, load_settings


def test_defaults_are_for_this_machine_alone() -> None:
    settings = load_settings({})
    assert (settings.host, settings.port, settings.data_dir) == ("127.0.0.1", 50051, Path("data"))
    assert settings.resolved_database_url.startswith("sqlite:///")


def test_flags_win_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENPRINT_PORT", "1234")
    monkeypatch.setenv("TENPRINT_HOST", "0.0.0.0")
    settings = load_settings({"port": "4321"})
    assert (settings.host, settings.port) == ("0.0.0.0", 4321)


@pytest.mark.parametrize(
    ("flags", "flag"),
    [({"port": "x"}, "--port"), ({"waiting_limit": "-1"}, "--waiting-limit")],
)
def test_a_wrong_flag_is_named(flags: dict[str, str], flag: str) -> None:
    with pytest.raises(SettingError, match=flag):
        load_settings(flags)


def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENPRINT_DRAIN_S", "soon")
    with pytest.raises(SettingError, match="TENPRINT_DRAIN_S is 'soon'"):
        load_settings({})


def test_every_setting_says_what_it_is() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_the_prints_of_the_tests_are_not_the_server_s_data(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TENPRINT_DATA", "/real/prints")
    assert load_settings({}).data_dir == Path("data")
    monkeypatch.setenv("TENPRINT_DATA_DIR", "/var/lib/tenprint")
    assert load_settings({}).data_dir == Path("/var/lib/tenprint")


def test_reference_sets_by_flags_and_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENPRINT_REFERENCE_SET", "ident=/srv/a=b:iafis=/srv/c")
    settings = load_settings({})
    assert settings.set_folders("ident") == [Path("/srv/a=b")]
    assert settings.set_folders("iafis") == [Path("/srv/c")]
    settings = load_settings({"reference_set": ["ident=one", "ident=two"]})
    assert settings.set_folders("ident") == [Path("one"), Path("two")]
    assert settings.set_folders("iafis") == []


@pytest.mark.parametrize("given", ["national", "=folder", "ident="])
def test_a_reference_set_without_gallery_or_folder(given: str) -> None:
    with pytest.raises(SettingError, match=r"--reference-set .*is not gallery=folder"):
        load_settings({"reference_set": [given]})


def test_a_reference_set_is_one_gallerys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENPRINT_REFERENCE_SET", "ident=a:iafis=./a")
    with pytest.raises(SettingError, match=r"TENPRINT_REFERENCE_SET .*named twice"):
        load_settings({})


def test_limits_of_waiting_are_stated_by_state() -> None:
    limits = load_settings({"wait_limits": "review=0.5,requested=2"}).wait_limits
    assert (limits.review_h, limits.requested_h, limits.alert_h) == (0.5, 2.0, 72.0)
    assert load_settings({"wait_limits": str(limits)}).wait_limits == limits
    for wrong in ("review", "review=0", "review=soon", "nobody=1", "review=inf"):
        with pytest.raises(SettingError, match="--wait-limits"):
            load_settings({"wait_limits": wrong})
