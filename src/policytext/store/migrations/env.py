"""What alembic runs around the revisions: within the transaction that it is given, and without a word.

A developer's `alembic -x url=sqlite:///FILE check` (or `current`) opens the
database as every command does, which brings it up to date, and reads it.
"""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from policytext.store.database import open_store, reading
from policytext.store.migrations import is_compared
from policytext.store.schema import metadata


def run(connection: Connection) -> None:
    """Do what alembic was asked to: it neither begins nor ends a transaction where one has begun."""
    context.configure(connection=connection, target_metadata=metadata, include_object=is_compared)
    with context.begin_transaction():
        context.run_migrations()


if "connection" in context.config.attributes:
    run(context.config.attributes["connection"])
else:
    engine = open_store(context.get_x_argument(as_dictionary=True)["url"], create=False)
    with reading(engine) as opened:
        run(opened)
    engine.dispose()
