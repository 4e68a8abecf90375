"""Those that are measured: each builds its index of the articles and then answers one question after another."""

import http.client
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import archive as kit  # noqa: E402

HERE = Path(__file__).resolve().parent
JARS = Path("/usr/share/java")
LUCENE = ["lucene-core", "lucene-analyzers-common", "lucene-queries", "lucene-highlighter", "lucene-memory"]
# What a desk would give a database that has the machine for itself; durability plays no part in a search.
POSTGRES = {
    "listen_addresses": "", "shared_buffers": "1GB", "maintenance_work_mem": "512MB", "work_mem": "64MB", "fsync": "off", "jit": "off", "autovacuum": "off",
    "max_parallel_workers_per_gather": "0", "statement_timeout": "60s",
}


class Missing(Exception):
    """A peer that is not installed, and how it would be."""


class Warraq:
    name = "warraq"
    returns = "the page over HTTP: 10 hits with marked headline and snippet, how many, counts by year, section, tag and author"

    def __init__(self, process, netloc, built):
        self.pid, self.netloc, self.built = process.pid, netloc, built
        self.connection = http.client.HTTPConnection(netloc, timeout=120)

    def ask(self, question):
        """(milliseconds, how many were found)."""
        text = f'"{question.text}"' if question.is_phrase else question.text
        asked = {"q": text, "year": question.year, "section": question.section}
        started = time.perf_counter()
        body = self.get("/search?" + urllib.parse.urlencode({key: value for key, value in asked.items() if value}))
        return (time.perf_counter() - started) * 1000, found_on(body.decode())

    def suggest(self, question):
        started = time.perf_counter()
        self.get("/api/suggest?" + urllib.parse.urlencode({"q": question.text}))
        return (time.perf_counter() - started) * 1000, 0

    def why_no_suggestions(self):
        """The reason; nothing when there are suggestions."""
        status, _, _ = kit.get(self.netloc, "/api/suggest?q=%D9%85%D8%AF%D8%B1")
        if status != 200:
            return f"/api/suggest answers {status}"
        return None

    def get(self, path):
        self.connection.request("GET", path, headers={"Accept-Encoding": "identity"})
        response = self.connection.getresponse()
        body = response.read()
        if response.status != 200:
            sys.exit(f"warraq {path}: status {response.status}")
        return body


def found_on(page):
    """How many a search page says it found: «نتيجة واحدة», «نتيجتان», «1,234 نتيجة»."""
    line = re.search(r'<p role="status"><b class="num">(.*?)</b>', page, re.S)
    words = re.sub(r"<[^>]*>", "", line[1]) if line else ""
    number = re.search(r"[\d٠-٩][\d٠-٩,٬.]*", words)
    if number:
        return int(re.sub(r"\D", "", number[0]))
    return 2 if "نتيجتان" in words else 1 if "واحدة" in words else 0


class Piped:
    """A program that builds its index and then answers lines; in its own process, so that what it costs can be told."""

    def __init__(self, command, processes, log):
        with open(log, "wb") as out:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=out, text=True, encoding="utf-8")
        processes.append(self.process)
        self.pid, self.log = self.process.pid, log
        word, seconds, cpu, size = (self.line().split() + [""] * 4)[:4]
        if word != "built":
            sys.exit(f"{self.name} did not build its index: see {log}")
        self.built = {"seconds": float(seconds), "cpu": float(cpu), "bytes": int(size)}

    def line(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.name} ended by itself: see {self.log}")
        return line

    def ask(self, question):
        self.process.stdin.write(f"{int(question.is_phrase)}\t{question.year}\t{question.section}\t{question.text}\n")
        self.process.stdin.flush()
        nanoseconds, _, total = self.line().split("\t")
        return int(nanoseconds) / 1e6, int(total)


class Sqlite(Piped):
    name = "SQLite FTS5"
    returns = "in its process: 10 rows by bm25 with highlight and snippet, counts of all by year and section; words as written, without harakat"

    def __init__(self, articles, work, processes):
        super().__init__([sys.executable, HERE / "sqlite_peer.py", articles, work / "peer.db"], processes, work / "sqlite.log")


class Lucene(Piped):
    name = "Lucene 8"
    returns = "in its process: 10 documents by BM25 with a snippet, counts of all by year and section; ArabicAnalyzer (light stems; stop words are dropped)"

    def __init__(self, articles, work, processes):
        if not shutil.which("javac"):
            raise Missing("no javac: apt-get install default-jdk-headless")
        jars = [next(iter(sorted(JARS.glob(f"{name}-8*.jar"))), None) for name in LUCENE]
        if None in jars:
            raise Missing("no Lucene 8 in /usr/share/java: apt-get install liblucene8-java")
        classes, path = work / "classes", ":".join(map(str, jars))
        subprocess.run(["javac", "-d", classes, "-cp", path, HERE / "LucenePeer.java"], check=True)
        command = ["java", "-Xmx1g", "-Dfile.encoding=UTF-8", "-cp", f"{classes}:{path}", "LucenePeer", articles, work / "lucene"]
        super().__init__(command, processes, work / "lucene.log")


class Postgres:
    name = "PostgreSQL 15"
    returns = "over a socket: 10 rows by ts_rank with ts_headline, counts of all by year and section; configuration arabic (Snowball stems), GIN"

    def __init__(self, articles, work, processes):
        programs = max(Path("/usr/lib/postgresql").glob("*/bin/initdb"), default=None)
        if not programs or not shutil.which("psql"):
            raise Missing("no PostgreSQL: apt-get install postgresql")
        self.processes, self.log, folder = processes, work / "postgres.log", work / "postgres"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        as_postgres = []
        if os.getuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
            as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        data = folder / "data"
        self.run([*as_postgres, programs, "--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8", "-D", data])
        settings = [word for key, value in POSTGRES.items() for word in ("-c", f"{key}={value}")]
        with open(self.log, "ab") as out:
            server = subprocess.Popen([*as_postgres, programs.parent / "postgres", "-D", data, "-k", "..", *settings], stdout=out, stderr=out, stdin=subprocess.DEVNULL)
        processes.append(server)
        self.server = server.pid
        self.connect(folder)
        started = time.monotonic()
        self.say(
            "create table article (id int primary key, date date, year int, section int, headline text, text text, words tsvector generated always as "
            "(setweight(to_tsvector('arabic', headline), 'A') || to_tsvector('arabic', text)) stored);"
        )
        self.say(f"\\copy article (id, date, year, section, headline, text) from '{articles}'")
        self.say("create index article_words on article using gin (words); create index on article (year); create index on article (section); vacuum analyze article;")
        size = int(self.say("select pg_relation_size('article_words');")[0][0])
        self.built = {"seconds": time.monotonic() - started, "cpu": kit.cpu_seconds(self.pid), "bytes": size}

    def run(self, command):
        with open(self.log, "ab") as out:
            subprocess.run(command, check=True, stdout=out, stderr=out, stdin=subprocess.DEVNULL)

    def connect(self, folder):
        command = ["psql", "-X", "-q", "-A", "-t", "-F", "\t", "-h", folder, "-U", "postgres", "postgres"]
        for _ in range(100):
            if subprocess.run([*command, "-c", "select 1"], capture_output=True, check=False).returncode == 0:
                break
            time.sleep(0.1)
        with open(self.log, "ab") as out:
            self.psql = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=out, text=True, encoding="utf-8")
        self.processes.append(self.psql)
        self.pid = int(self.say("select pg_backend_pid();")[0][0])

    def say(self, statements):
        """The rows of all statements."""
        self.psql.stdin.write(f"{statements}\n\\echo --end--\n")
        self.psql.stdin.flush()
        rows = []
        while (line := self.psql.stdout.readline()) != "--end--\n":
            if not line:
                sys.exit(f"{self.name} ended by itself: see {self.log}")
            rows.append(line.rstrip("\n").split("\t"))
        return rows

    def ask(self, question):
        text = question.text.replace("'", "''")
        query = f"{'phraseto' if question.is_phrase else 'plainto'}_tsquery('arabic', '{text}')"
        filters = "".join(f" and {column} = {value}" for column, value in (("year", question.year), ("section", question.section)) if value)
        started = time.perf_counter()
        rows = self.say(
            f"select 'hit', ts_headline('arabic', headline, q), date, ts_headline('arabic', text, q, 'MaxFragments=2') from (select id, headline, date, text, q, "
            f"ts_rank(words, q) r from article, {query} q where words @@ q{filters} order by r desc limit 10) best; "
            f"select 'count', year, section, count(*) from article where words @@ {query}{filters} group by year, section;"
        )
        return (time.perf_counter() - started) * 1000, sum(int(row[3]) for row in rows if row[0] == "count")
