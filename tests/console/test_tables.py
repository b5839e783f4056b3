"""Tables: by the address of the page alone."""

from google.protobuf.timestamp_pb2 import Timestamp

from console.web import Cell, Column, Filter, Table, page_size, page_token, table

COLUMNS = (
    Column("Name", lambda one: Cell(one[0]), "name", opens=True),
    Column("Count", lambda one: Cell(str(one[1]), order=one[1], kind="number"), "count"),
    Column("Since", lambda one: Cell(time=Timestamp(seconds=one[2])), "since"),
)
ITEMS = [("b", 9, 300), ("a", 10, 0), ("C", -2, 100)]


def drawn(query: dict[str, str], next_page_token: str = "") -> Table:
    return table(
        "/list",
        query,
        COLUMNS,
        ITEMS,
        caption="All",
        empty="None",
        next_page_token=next_page_token,
        filters=(Filter("whose", "Whose", query.get("whose", "")),),
        href=lambda one: f"/list/{one[0]}",
    )


def names(found: Table) -> list[str]:
    return [row.cells[0].text for row in found.rows]


def test_rows_keep_the_order_of_the_service_until_somebody_sorts() -> None:
    assert names(drawn({})) == ["b", "a", "C"]
    assert names(drawn({"sort": "name"})) == ["a", "b", "C"]
    assert names(drawn({"sort": "-name"})) == ["C", "b", "a"]
    assert names(drawn({"sort": "nonsense"})) == ["b", "a", "C"]


def test_numbers_sort_as_numbers_and_an_absent_time_comes_last() -> None:
    assert names(drawn({"sort": "count"})) == ["C", "b", "a"]
    assert names(drawn({"sort": "since"})) == ["C", "b", "a"]


def test_a_heading_sorts_and_then_turns_the_order() -> None:
    assert drawn({}).headings[0].href == "/list?sort=name"
    there = drawn({"sort": "name", "whose": "mine"}).headings[0]
    assert (there.href, there.sorted) == ("/list?sort=-name&whose=mine", "ascending")


def test_the_next_page_keeps_filters_and_order_and_a_filter_begins_anew() -> None:
    found = drawn({"sort": "name", "whose": "x&y", "page": "t1"}, next_page_token="t2")
    assert found.next_href == "/list?sort=name&whose=x%26y&page=t2"
    assert found.first_href == "/list?sort=name&whose=x%26y"
    assert found.kept == {"sort": "name"}
    assert found.sorted_within_page


def test_one_cell_of_a_row_is_the_link_that_opens_it() -> None:
    [first, *_] = drawn({}).rows
    assert [cell.href for cell in first.cells] == ["/list/b", "", ""]


def test_a_name_and_an_id_both_open_a_row_and_no_link_is_empty() -> None:
    columns = (
        Column("Name", lambda one: one[0], opens=True),
        Column("Id", lambda one: one[1], opens=True),
        Column("Place", lambda one: one[1]),
    )
    items = [("Ann", "1"), ("", "2")]
    found = table(
        "/list", {}, columns, items, caption="", empty="", href=lambda one: f"/list/{one[1]}"
    )
    hrefs = [[cell.href for cell in row.cells] for row in found.rows]
    assert hrefs == [["/list/1", "/list/1", ""], ["", "/list/2", ""]]


def test_sizes_are_of_the_list_alone() -> None:
    assert page_size({"size": "100"}) == 100
    assert {page_size({"size": one}) for one in ("7", "-1", "x", "1000000", "²")} == {50}
    assert page_token({}) == ""
