"""sqlite_peer.py ARTICLES DATABASE: SQLite FTS5 as a program that is asked over a pipe, like the others.

Builds the database and says `built SECONDS CPU INDEX-BYTES`. Then for each line `phrase TAB year TAB section TAB text` it answers `NANOSECONDS TAB hits TAB
total`: the best ten by bm25 with headline, date and snippet; how many match; how many of them by year and by section.
"""

import os
import sqlite3
import sys
import time

TOP = """select a.id, highlight(fts, 0, '<b>', '</b>'), a.date, snippet(fts, 1, '<b>', '</b>', '…', 32)
  from fts join article a on a.id = fts.rowid where fts match ?{} order by bm25(fts, 2.0, 1.0) limit 10"""
COUNTS = "select a.year, a.section, count(*) from fts join article a on a.id = fts.rowid where fts match ?{} group by a.year, a.section"


def main():
    articles, path = sys.argv[1:]
    if os.path.exists(path):
        os.unlink(path)
    database = sqlite3.connect(path)
    for pragma in ("journal_mode=off", "synchronous=off", "cache_size=-400000", "mmap_size=8000000000"):
        database.execute(f"pragma {pragma}")
    started, cpu = time.monotonic(), time.process_time()
    database.execute("create table article (id integer primary key, date text, year int, section int, headline text, text text)")
    with open(articles, encoding="utf-8") as lines:
        rows = (line.rstrip("\n").split("\t") for line in lines)
        database.executemany("insert into article values (?, ?, ?, ?, ?, ?)", rows)
    database.commit()
    without = os.path.getsize(path)
    database.execute("create virtual table fts using fts5(headline, text, content='article', content_rowid='id', tokenize='unicode61 remove_diacritics 2')")
    database.execute("insert into fts(fts) values ('rebuild')")
    database.execute("insert into fts(fts) values ('optimize')")
    database.commit()
    print("built", time.monotonic() - started, time.process_time() - cpu, os.path.getsize(path) - without, flush=True)
    for line in sys.stdin:
        print(*answer(database, *line.rstrip("\n").split("\t")), sep="\t", flush=True)


def answer(database, phrase, year, section, text):
    match = f'"{text}"' if phrase == "1" else " ".join(f'"{word}"' for word in text.split())
    filters, values = "", [match]
    for column, value in (("year", year), ("section", section)):
        if value != "0":
            filters += f" and a.{column} = ?"
            values.append(int(value))
    started = time.perf_counter_ns()
    hits = database.execute(TOP.format(filters), values).fetchall()
    counts = database.execute(COUNTS.format(filters), values).fetchall()
    return time.perf_counter_ns() - started, len(hits), sum(count for *_, count in counts)


if __name__ == "__main__":
    main()
