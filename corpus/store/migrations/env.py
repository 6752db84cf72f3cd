"""What Alembic runs: the migrations, in the transaction of whoever called for them."""

from alembic import context

from corpus.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite can alter little of a table: a batch makes it anew
)
context.run_migrations()
