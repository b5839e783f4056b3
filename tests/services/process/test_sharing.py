"""A service shares its database only if nothing that the others need lies in its data folder."""

import asyncio
from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest

from database.connection import Database, open_database
from database.leases import ALONE, SharedLeases
from interop.clock import system_clock
from services.errors import DatabaseInUseError
from services.process.sharing import Company, joined, reasons
from services.settings import Settings, load_settings

POSTGRESQL = "postgresql://somebody@db.example/tenprint"
SHARING = {"cluster": "auto", "lesc_address": "lesc.example:443", "database_url": POSTGRESQL}


def settings(**others: str | list[str] | bool) -> Settings:
    return load_settings({"lesc_people_address": "", **SHARING, **others})


def test_a_service_on_a_cluster_with_a_lesc_for_all_shares_its_database() -> None:
    assert reasons(settings()) == []


@pytest.mark.parametrize(
    ("of_its_own", "named"),
    [
        ({"cluster": ""}, "--cluster"),
        ({"lesc_address": ""}, "--lesc-address"),
        ({"database_url": "sqlite:///file"}, "--database-url"),
        ({"master_key": "env:KEY"}, "record.keys"),
        ({"reference_set": ["iafis=folder"]}, "--reference-set"),
    ],
)
def test_what_lies_in_the_folder_of_one_service_is_named(
    of_its_own: dict[str, str | list[str] | bool], named: str
) -> None:
    [why] = reasons(settings(**of_its_own))
    assert named in why


def join(given: Settings, database: Database, beside: Settings | None = None) -> Company:
    """Join, if asked beside another service, and leave again."""

    async def run() -> Company:
        async with AsyncExitStack() as stack:
            if beside is not None:
                await joined(beside, database, lambda: None, stack)
            return await joined(given, database, lambda: None, stack)

    return asyncio.run(run())


def test_services_that_share_have_leases_and_the_clock_of_the_database(
    url_on_postgresql: str,
) -> None:
    sharing = settings(database_url=url_on_postgresql)
    with closing(open_database(url_on_postgresql)) as database:
        company = join(sharing, database, beside=sharing)
    assert isinstance(company.leases, SharedLeases)
    assert company.clock is not system_clock
    assert company.holder == company.leases.holder


def test_a_service_that_cannot_share_is_refused_beside_others_and_says_why(
    url_on_postgresql: str,
) -> None:
    sharing = settings(database_url=url_on_postgresql)
    alone = settings(database_url=url_on_postgresql, cluster="", lesc_address="")
    with closing(open_database(url_on_postgresql)) as database:
        with pytest.raises(DatabaseInUseError, match=r"--cluster.*--lesc-address"):
            join(alone, database, beside=sharing)
        with pytest.raises(DatabaseInUseError, match="the other one works on it alone"):
            join(sharing, database, beside=alone)
        with pytest.raises(DatabaseInUseError, match="cannot share"):
            join(alone, database, beside=alone)
        company = join(alone, database)
    assert company.leases is ALONE
    assert company.clock is system_clock


def test_on_sqlite_a_service_is_alone_and_says_so(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'tenprint.sqlite'}"
    given = settings(database_url=url)
    with (
        closing(open_database(url)) as database,
        pytest.raises(DatabaseInUseError, match="name PostgreSQL with --database-url"),
    ):
        join(given, database, beside=given)
