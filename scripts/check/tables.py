"""Opens the tables of a result as other programs do, and looks for what must not be there.

    python scripts/check/tables.py RESULT      (made with --excel --format xlsx,parquet,jsonl)

Needs openpyxl, pyarrow and frictionless (requirements.txt); with LibreOffice's `soffice` on the
path it converts comments.csv and result.xlsx by that, too. Every finding is an error:
a formula in any cell, text that came out as mojibake, a cell that differs from comments.csv, an
invalid data package.
"""

import csv
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl
import pyarrow.parquet
from frictionless import Package

MOJIBAKE = ("â€", "Ã©", "Ã¼", "ï»¿", "\ufffd")


def rows_of_csv(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def check_texts(texts, where):
    for text in texts:
        for mark in MOJIBAKE:
            assert mark not in text, f"{where}: {text!r} holds {mark!r}"


def check_cells(book, where):
    """Asserts that no cell is a formula or mangled; returns how many cells there are."""
    cells = 0
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", f"{where}, {sheet.title} {cell.coordinate}: {cell.value!r} is a formula"
                if isinstance(cell.value, str):
                    check_texts([cell.value], f"{where}, {sheet.title}")
                cells += 1
    return cells


def check_workbook(path, rows, where):
    book = openpyxl.load_workbook(path)
    cells = check_cells(book, where)
    if "comments" in book.sheetnames:
        sheet = book["comments"]
        head = [cell.value for cell in sheet[1]]
        assert head == list(rows[0]), head
        assert sheet.max_row == len(rows) + 1
        for found, wanted in zip(sheet.iter_rows(min_row=2, values_only=True), rows):
            for name, value in zip(head, found):
                same(name, value, wanted[name])
        assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref
    return cells


def same(name, value, wanted):
    """Whether a cell holds what comments.csv says, in its own type."""
    if value is None:
        assert wanted == "", (name, wanted)
    elif isinstance(value, (int, float)):
        assert abs(value - float(wanted)) < 1e-9, (name, value, wanted)
    elif hasattr(value, "strftime"):
        assert value.strftime("%Y-%m-%d") == wanted, (name, value, wanted)
    else:
        # An apostrophe of --excel is not part of the text.
        plain = wanted[1:] if wanted[:2] in {"'=", "'+", "'-", "'@", "'\t", "'\r"} else wanted
        assert value.replace("\r\n", "\n") == plain, (name, value, wanted)


def main(result):
    rows = rows_of_csv(result / "comments.csv")
    check_texts((text for row in rows for text in row.values()), "comments.csv")
    raw = (result / "comments.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf"), "comments.csv was not made with --excel"
    for row in rows:
        for name, text in row.items():
            number = text.replace(".", "").replace("-", "").isdigit()
            assert number or text[:1] not in "=+-@\t\r" or not text, (name, text)
    print(f"comments.csv: {len(rows)} rows, no formula, no mojibake")

    cells = check_workbook(result / "result.xlsx", rows, "result.xlsx")
    print(f"result.xlsx by openpyxl: {cells} cells, no formula, the same as comments.csv")

    if soffice := shutil.which("soffice"):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("comments.csv", "result.xlsx"):
                call = [soffice, "--headless", f"-env:UserInstallation=file://{folder}/profile"]
                # 44: comma, 34: quote, 76: UTF-8, formulas evaluated as a double click would.
                call += ["--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,-1"] if name.endswith("csv") else []
                call += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", folder]
                subprocess.run([*call, str(result / name)], check=True, capture_output=True)
                converted = Path(folder) / (Path(name).stem + ".xlsx")
                book = openpyxl.load_workbook(converted)
                count = check_cells(book, f"{name} by LibreOffice")
                print(f"{name} by LibreOffice: {count} cells, no formula, no mojibake")
    else:
        print("soffice is not here: LibreOffice was not asked")

    table = pyarrow.parquet.read_table(result / "comments.parquet")
    assert table.column_names == list(rows[0])
    for found, wanted in zip(table.to_pylist(), rows):
        for name, value in found.items():
            same(name, value, wanted[name])
    print(f"comments.parquet by pyarrow: {table.num_rows} rows, the same as comments.csv")

    lines = (result / "comments.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(rows)
    for line, wanted in zip(lines, rows):
        for name, value in json.loads(line).items():
            same(name, value, wanted[name])
    print(f"comments.jsonl: {len(lines)} rows, the same as comments.csv")

    report = Package(str(result / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "rowNumber", "fieldName", "message"])[:10]
    print(f"datapackage.json by frictionless: valid, {len(report.tasks)} resources")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
