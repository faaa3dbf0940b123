"""An Assessment as files people read: workbooks, pages, tables. Nothing here writes to disk."""

from generator.model.assessment import Assessment


def render(assessment: Assessment) -> dict[str, bytes]:
    """Every file by its path in the pack's data folder. The same Assessment gives the same bytes."""
    # Imported here: openpyxl and jinja2 would slow every other command down.
    from generator.render import book, csvfile, html, markdown  # noqa: PLC0415
    from generator.render.facts import file_names  # noqa: PLC0415
    from generator.render.view import View  # noqa: PLC0415

    views = [View(assessment, framework) for framework in assessment.frameworks]
    names = file_names(assessment)
    files: dict[str, bytes] = {}
    for view in views:
        name = names[view.framework.id]
        files[f"{name}.xlsx"] = book.workbook(view)
        files[f"{name}.md"] = markdown.page(view)
        files[f"{name}.html"] = html.page(view)
    files["index.md"] = markdown.index(assessment, views)
    files["index.html"] = html.index(assessment, views)
    for name, data in csvfile.tables(assessment).items():
        files[f"tables/{name}.csv"] = data
    return files


__all__ = ["render"]
