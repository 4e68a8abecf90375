"""What the measurements share: the program, an export of any size, an archive made of it, a server, and what processes cost."""

import hashlib
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
from collections import Counter
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("WARRAQ_SHARED") or next((p for p in (REPOSITORY.parent / "shared", Path("/work/shared")) if p.is_dir()), "../shared"))
TICKS = os.sysconf("SC_CLK_TCK")


def program(path):
    """The program to measure: `path`, or a release build of this checkout."""
    if path:
        return Path(path).resolve()
    subprocess.run(["cargo", "build", "--release", "--package", "warraq"], cwd=REPOSITORY, check=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR") or REPOSITORY / "target")
    return target / "release" / "warraq"


def make_export(work, articles):
    """An Arabic newspaper of that many articles as one WordPress export; the same bytes every time. Kept for the next run."""
    path = work / f"{articles}.xml"
    manifest = path.with_name(path.name + ".manifest.json")
    if path.exists() and manifest.exists():
        return path
    corpora = sorted((SHARED / "data/corpus").glob("openarabicpe-*.jsonl.gz")) + [SHARED / "data/corpus/ant-corpus.jsonl.gz"]
    if not all(c.exists() for c in corpora):
        sys.exit(f"no corpora under {SHARED}/data/corpus (set WARRAQ_SHARED)")
    part = work / f"{articles}.part.xml"
    print(f"making an export of {articles:,} articles …", file=sys.stderr)
    subprocess.run(
        [sys.executable, SHARED / "data/make_wxr.py", *corpora, "-o", part, "-n", str(articles), "--seed", f"bench-{articles}", "--max-chars", "4000"],
        check=True, stdout=subprocess.DEVNULL,
    )
    os.replace(part.with_name(part.name + ".manifest.json"), manifest)
    os.replace(part, path)
    return path


def import_command(warraq, archive, export, report):
    """The import of an export without its pictures (make_wxr.py makes none)."""
    uploads = archive.parent / "no-uploads"
    uploads.mkdir(exist_ok=True)
    return [warraq, "--archive", archive, "import", "wxr", export, "--uploads", uploads, "--report", report]


def kept_archive(warraq, work, articles):
    """An archive of that many articles and the export that it was made from; kept for the next run of the same program."""
    export = make_export(work, articles)
    archive, stamp = work / f"archive-{articles}", work / f"archive-{articles}.made-by"
    made_by = hashlib.sha256(Path(warraq).read_bytes()).hexdigest()
    if not (archive.exists() and stamp.exists() and stamp.read_text() == made_by):
        shutil.rmtree(archive, ignore_errors=True)
        stamp.unlink(missing_ok=True)
        print(f"importing {articles:,} articles …", file=sys.stderr)
        subprocess.run([warraq, "--archive", archive, "init"], check=True, stdout=subprocess.DEVNULL)
        log = work / "import.log"
        status, *_ = run_and_measure(import_command(warraq, archive, export, work / "report.json"), log)
        if status:
            sys.exit(f"the import ended with {status}: see {log}")
        stamp.write_text(made_by)
    return archive, export


def start_warraq(warraq, archive, work, processes):
    """Serves an archive on a free port; returns the process, which `processes` ends with, and where it answers."""
    netloc, log = f"127.0.0.1:{free_port()}", work / "warraq.log"
    with open(log, "wb") as out:
        process = subprocess.Popen([warraq, "--archive", archive, "serve", "--listen", netloc], stdout=out, stderr=out, stdin=subprocess.DEVNULL)
    processes.append(process)
    wait_for(netloc, "/healthz", process, log)
    settle(process.pid)
    return process, netloc


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(netloc, path, process, log):
    for _ in range(600):
        if process.poll() is not None:
            sys.exit(f"the server ended with {process.returncode}: see {log}")
        try:
            get(netloc, path)
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"no answer on {netloc}: see {log}")


def settle(pid, patience=120):
    """Waits until a server that has just started has nothing left to do by itself."""
    for _ in range(patience):
        before = cpu_seconds(pid)
        time.sleep(1)
        if cpu_seconds(pid) - before <= 0.02:
            return
    print("the server is still busy by itself; its CPU-seconds hold that too", file=sys.stderr)


def get(netloc, path, encoding="identity"):
    """(status, headers, body as sent)."""
    connection = http.client.HTTPConnection(netloc, timeout=60)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": encoding})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def run_and_measure(command, log):
    """Runs to the end; returns exit status, wall seconds, CPU seconds, peak resident MB."""
    started = time.monotonic()
    with open(log, "ab") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def addresses(export):
    """Paths of all published articles of an export, and the path of its biggest section."""
    cache = Path(f"{export}.addresses.json")
    if cache.exists() and cache.stat().st_mtime >= Path(export).stat().st_mtime:
        return json.loads(cache.read_text())
    articles, sections, parents, item = [], Counter(), {}, {}
    category = re.compile(r'<category domain="category" nicename="([^"]*)"')
    value = re.compile(r"<(link|wp:status|wp:post_type|wp:post_password|wp:category_nicename|wp:category_parent)>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</")
    for line in open(export, encoding="utf-8", errors="replace"):
        if "<item>" in line:
            item = {}
        if m := category.search(line):
            item.setdefault("section", m[1])
        for name, found in value.findall(line):
            item[name] = found
            if name == "wp:category_parent":
                parents[item.get("wp:category_nicename")] = found
        if "</item>" in line and (item.get("wp:status"), item.get("wp:post_type")) == ("publish", "post") and not item.get("wp:post_password"):
            articles.append(urllib.parse.urlsplit(item["link"]).path)
            sections[item.get("section")] += 1
    slug, path = sections.most_common(1)[0][0], []
    while slug and slug not in path:
        path.insert(0, slug)
        slug = parents.get(slug)
    found = {"articles": articles, "section": f"/category/{'/'.join(path)}/"}
    cache.write_text(json.dumps(found))
    return found


def process_tree(root):
    """A process and all its descendants."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (stat := read_stat(entry)):
            children.setdefault(int(stat[1]), []).append(int(entry))
    tree, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        tree.append(pid)
        waiting += children.get(pid, [])
    return tree


def read_stat(pid):
    """The fields of /proc/PID/stat after the name: state, parent, …; None if the process is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    return text[text.rindex(")") + 2 :].split()


def cpu_seconds(root):
    """User and system time of a process tree so far."""
    return sum(int(s[11]) + int(s[12]) for s in map(read_stat, process_tree(root)) if s) / TICKS


def children_cpu():
    """User and system time of processes that this one started and that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def machine_busy_seconds():
    """Time that all cores together have been busy."""
    fields = [int(x) for x in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / TICKS


def resident_mb(root, field="VmRSS"):
    total = 0
    for pid in process_tree(root):
        try:
            if m := re.search(rf"^{field}:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(), re.M):
                total += int(m[1])
        except OSError:
            pass
    return total / 1024
