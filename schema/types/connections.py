"""Relay connections over keyset pages."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import strawberry

from app.queries.requests.page import Page

T = TypeVar("T")
N = TypeVar("N")


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    page: strawberry.Private[Page[Any]]
    has_next_page: bool
    has_previous_page: bool

    @strawberry.field
    def start_cursor(self) -> str | None:
        return self.page.cursor(0) if self.page.keyed else None

    @strawberry.field
    def end_cursor(self) -> str | None:
        return self.page.end_cursor


@strawberry.type(description="One item of a page.")
class Edge(Generic[N]):
    page: strawberry.Private[Page[Any]]
    at: strawberry.Private[int]
    node: N

    @strawberry.field
    def cursor(self) -> str:
        return self.page.cursor(self.at)


def page_info(page: "Page[T]") -> PageInfo:
    """Return the ``PageInfo`` of a page."""
    return PageInfo(page=page, has_next_page=page.has_next, has_previous_page=page.has_previous)


def edges_of(page: "Page[T]", node: Callable[[T], N]) -> list[Edge[N]]:
    """Return the items of the page as edges."""
    return [Edge(page=page, at=at, node=node(item)) for at, (_, item) in enumerate(page.keyed)]
