"""The whole job on the embedded AWS, or that AWS left up."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from generator.cli.root import FOLDER, main
from generator.cli.running import run_into


@main.command()
@click.option("--serve", is_flag=True, help="Leave the embedded AWS up and print the environment for it.")
@click.option(
    "--output", type=FOLDER, default=None, help="The pack's folder; else output/<organisation>/<period>."
)
def demo(*, serve: bool, output: Path | None) -> None:
    """Run the whole job on the embedded AWS: three accounts, two regions, nothing leaves this machine."""
    from generator.demo import embedded_aws
    from generator.scope import default_scope

    now = datetime.now(UTC)
    period = default_scope((), now.date()).period
    with demo_environment({}), embedded_aws((period.start, period.end), now) as aws:
        if serve:
            _serve(aws)
            return
        with demo_environment(aws.environment):
            made, access = demo_plan(aws)
            run_into(made, access, output, fresh=True, exceptions=demo_config(aws)[1])


def demo_plan(aws: Any) -> Any:
    """Plan and access for the embedded AWS, from the configuration that comes with it."""
    from generator import pipeline
    from generator.collect import Access
    from generator.scope import plan as make_plan

    (scope, written), _ = demo_config(aws)
    today = datetime.now(UTC).date()
    catalog = pipeline.catalog([Path(folder) for folder in written.mappings])
    return make_plan(catalog, scope, today), Access.base(pipeline.settings())


def demo_config(aws: Any) -> Any:
    """The configuration of the embedded AWS, read as any is, and its file of exceptions."""
    import tempfile

    from generator.scope import read_config

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "evidencemap.yaml"
        path.write_text(aws.config, encoding="utf-8")
        read = read_config(path)
    return read, Path(read[1].exceptions) if read[1].exceptions else None


def demo_environment(wanted: dict[str, str]) -> Any:
    """The environment of the embedded AWS, and nothing of the machine's own AWS settings."""
    import os
    from contextlib import contextmanager

    @contextmanager
    def held() -> Any:
        before = dict(os.environ)
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            del os.environ[name]
        own_files = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
        os.environ.update({**own_files, **wanted})
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)

    return held()


def _serve(aws: Any) -> None:
    import threading

    for name, value in aws.environment.items():
        click.echo(f"export {name}={value}")
    click.echo(f"# The embedded AWS is up at {aws.endpoint}; Ctrl-C ends it.", err=True)
    sys.stdout.flush()
    threading.Event().wait()
