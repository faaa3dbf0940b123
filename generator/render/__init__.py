"""An Assessment as files people read: workbooks, pages, tables. Nothing here writes to disk."""

from collections.abc import Iterator

from generator.model.assessment import Assessment


def render(assessment: Assessment) -> Iterator[tuple[str, bytes]]:
    """Each file with its path in the pack's data folder, one after the other. The same Assessment gives the same bytes.

    Whoever writes each as it comes never holds more than one in memory.
    """
    # Imported here: openpyxl and jinja2 would slow every other command down.
    from generator.render import book, csvfile, html, markdown  # noqa: PLC0415
    from generator.render.facts import file_names  # noqa: PLC0415
    from generator.render.view import View  # noqa: PLC0415

    names = file_names(assessment)
    for framework in assessment.frameworks:
        view, name = View(assessment, framework), names[framework.id]  # let go with its framework
        yield f"{name}.xlsx", book.workbook(view)
        yield f"{name}.md", markdown.page(view)
        yield f"{name}.html", html.page(view)
    views = [View(assessment, framework) for framework in assessment.frameworks]
    yield "index.md", markdown.index(assessment, views)
    yield "index.html", html.index(assessment, views)
    for name, data in csvfile.each(assessment):
        yield f"tables/{name}.csv", data


__all__ = ["render"]
