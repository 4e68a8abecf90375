#!/usr/bin/env python3
"""Asks a server for every kind of address that a WordPress site answers, and compares two servers' answers.

    addresses.py ask EXPORT.xml --base http://127.0.0.1:PORT --out ANSWERS.jsonl [--per-form 40]
    addresses.py compare WORDPRESS.jsonl WARRAQ.jsonl [...] [--differences 10]

`ask` derives the addresses from the export alone (the same list for both servers), grouped by form: `permalink`, `?p=`,
`prefix of a slug`, … Of a form with more than --per-form addresses an evenly spaced sample is asked. Each line of the answers has
{form, address, status, location, end_status, end}: the first answer, and where following redirects ends.

`compare` prints one line a form: asked, same (status and target), same end (other steps, same final status and address), different;
then the differences themselves. Exit status 1 if there are any.
"""

import argparse
import concurrent.futures
import http.client
import json
import re
import sys
import urllib.parse
from collections import Counter, defaultdict
from dataclasses import dataclass

import wxr

QUERY_WORDS = ["content", "the", "zzzqqqxxx", "السلام"]


# ---------------------------------------------------------------- the addresses

def upper(path):
    return re.sub(r"%[0-9a-fA-F]{2}", lambda m: m[0].upper(), path)


def lower(path):
    return re.sub(r"%[0-9a-fA-F]{2}", lambda m: m[0].lower(), path)


def slug_prefix(slug):
    """About two thirds of a slug, never in the middle of a %XX sequence; '' if too short to mean anything."""
    cut = slug[: max(4, len(slug) * 2 // 3)]
    cut = re.sub(r"%[0-9a-fA-F]?$", "", cut)
    # whole characters only: a UTF-8 lead byte or part of one at the end is dropped
    while cut:
        try:
            urllib.parse.unquote_to_bytes(cut).decode("utf-8")
            break
        except UnicodeDecodeError:
            cut = cut[:-3]
    cut = cut.rstrip("-")
    return cut if 4 <= len(cut) < len(slug) else ""


def path_of(link, folder):
    """The path of an item's own link; '' where the link is none (drafts have `?p=ID`)."""
    parts = urllib.parse.urlsplit(link)
    if parts.query or not parts.path.startswith(folder + "/"):
        return ""
    return quoted(parts.path)


def quoted(path):
    """Non-ASCII bytes of a raw path, percent-encoded in lower case as WordPress writes them."""
    return lower(urllib.parse.quote(path, safe="%/-._~!$&'()*+,;=:@"))


def nicename(login):
    """An author's slug, for logins that WordPress's own rule leaves readable."""
    login = urllib.parse.unquote(login)
    slug = re.sub(r"[^\w\s.-]", "", login.lower())
    return quoted(re.sub(r"[-\s.]+", "-", slug).strip("-"))


def addresses(export):
    """Yields (form, address) for everything that the export lets one ask."""
    home = export.folder
    posts = export.published("post")

    for item in export.published("post", "page"):
        if wxr.contradicts_itself(export, item):
            yield "link that contradicts its date or parent", quoted(urllib.parse.urlsplit(item.link).path)
            yield "?p=ID of such an item", f"{home}/?p={item.id}"
            continue
        path = path_of(item.link, home)
        kind = item.type
        yield f"?{'p' if kind == 'post' else 'page_id'}=ID", f"{home}/?{'p' if kind == 'post' else 'page_id'}={item.id}"
        yield "?p=ID of a page" if kind == "page" else "?page_id=ID of a post", f"{home}/?{'p' if kind == 'page' else 'page_id'}={item.id}"
        yield "/index.php?p=ID", f"{home}/index.php?p={item.id}"
        if not path or path == home + "/":
            continue
        yield f"permalink, {kind}", path
        yield "permalink without its last slash", path.rstrip("/")
        yield "permalink?utm_source=", path + "?utm_source=feed"
        yield "permalink/feed/", path + "feed/"
        yield "permalink/page/2/", path + "page/2/"
        yield "permalink/2/", path + "2/"
        yield "permalink/no-such-part/", path + "no-such-part/"
        if item.comments:
            yield "permalink/comment-page-1/", path + "comment-page-1/"
        if "%" in path:
            yield "permalink, upper-case %XX", upper(path)
            yield "permalink, raw UTF-8", urllib.parse.unquote_to_bytes(path).decode("utf-8", "replace")
        slug = quoted(item.slug)
        if slug and kind == "post":
            yield "?name=SLUG", f"{home}/?name={slug}"
            yield "/SLUG/ at the root", f"{home}/{slug}/"
        if prefix := slug_prefix(slug):
            yield "prefix of a slug", path[: path.rindex(slug)] + prefix + "/" if slug in path else f"{home}/{prefix}/"
        for old in item.old_slugs:
            if slug in path:
                yield "old slug", path[: path.rindex(slug)] + quoted(old) + "/"

    for item in export.items:
        if item.type == "attachment":
            yield "?attachment_id=ID", f"{home}/?attachment_id={item.id}"
            yield "?p=ID of an attachment", f"{home}/?p={item.id}"
            if path := path_of(item.link, home):
                yield "attachment page", path
        elif item.type == "nav_menu_item":
            yield "?p=ID of a menu entry", f"{home}/?p={item.id}"
        elif item.type not in ("post", "page"):
            yield "?p=ID of another type", f"{home}/?p={item.id}"
        elif item.status != "publish":
            yield f"?p=ID, {item.status}", f"{home}/?p={item.id}"
            yield f"?p=ID&preview=true, {item.status}", f"{home}/?p={item.id}&preview=true"
            if path := path_of(item.link, home):
                yield f"permalink, {item.status}", path
            elif item.slug:
                yield f"permalink, {item.status}", f"{home}/{quoted(item.slug)}/"
        if item.type in ("post", "page") and item.password and item.status == "publish" and (path := path_of(item.link, home)):
            yield "permalink, password", path

    for taxonomy, base, variable in (("category", "category", "category_name"), ("post_tag", "tag", "tag")):
        counts = wxr.posts_of(export, taxonomy)
        for (domain, raw_slug), term in sorted(export.terms.items()):
            if domain != taxonomy or not raw_slug:
                continue
            slug = quoted(raw_slug)
            full = quoted(wxr.category_path(export, raw_slug)) if taxonomy == "category" else slug
            state = "" if counts[raw_slug] else ", nothing in it"
            path = f"{home}/{base}/{full}/"
            yield f"/{base}/SLUG/{state}", path
            yield f"/{base}/SLUG/feed/{state}", path + "feed/"
            yield f"?{variable}=SLUG{state}", f"{home}/?{variable}={slug}"
            if counts[raw_slug] > 10:
                yield f"/{base}/SLUG/page/2/", path + "page/2/"
                yield f"/{base}/SLUG/?paged=2", path + "?paged=2"
            elif counts[raw_slug]:
                yield f"/{base}/SLUG/page/2/ past the end", path + "page/2/"
            if taxonomy == "category" and term.id and not state:
                yield "?cat=ID", f"{home}/?cat={term.id}"
            if "/" in full:
                yield "/category/CHILD/ without its parent", f"{home}/{base}/{slug}/"
            if "%" in path:
                yield f"/{base}/SLUG/, upper-case %XX", upper(path)

    by_author = Counter(p.creator for p in posts)
    for login, author_id in sorted(export.authors.items()):
        slug = nicename(login)
        state = "" if by_author[login] else ", nothing of theirs"
        yield f"/author/NAME/{state}", f"{home}/author/{slug}/"
        if by_author[login]:
            yield "/author/NAME/feed/", f"{home}/author/{slug}/feed/"
            yield "?author_name=NAME", f"{home}/?author_name={slug}"
            yield "/author/NAME/page/2/" + ("" if by_author[login] > 10 else " past the end"), f"{home}/author/{slug}/page/2/"
            if author_id:
                yield "?author=ID", f"{home}/?author={author_id}"

    days = sorted({p.date[:10] for p in posts if re.match(r"[12]\d{3}-\d\d-\d\d", p.date)})
    months, years = Counter(), Counter()
    for p in posts:
        months[p.date[:7]] += 1
        years[p.date[:4]] += 1
    for day in days:
        y, m, d = day.split("-")
        yield "/YYYY/MM/DD/", f"{home}/{y}/{m}/{d}/"
        yield "?m=YYYYMMDD", f"{home}/?m={y}{m}{d}"
    for month in sorted({day[:7] for day in days}):
        y, m = month.split("-")
        yield "/YYYY/MM/", f"{home}/{y}/{m}/"
        yield "?m=YYYYMM", f"{home}/?m={y}{m}"
        yield "/YYYY/MM/page/2/" + ("" if months[month] > 10 else " past the end"), f"{home}/{y}/{m}/page/2/"
        if m.startswith("0"):
            yield "/YYYY/M/", f"{home}/{y}/{int(m)}/"
    for y in sorted({day[:4] for day in days}):
        yield "/YYYY/", f"{home}/{y}/"
        yield "?m=YYYY", f"{home}/?m={y}"
        yield "/YYYY/feed/", f"{home}/{y}/feed/"
        yield "/YYYY/page/2/" + ("" if years[y] > 10 else " past the end"), f"{home}/{y}/page/2/"
        yield "?year=YYYY", f"{home}/?year={y}"

    yield "front page", f"{home}/"
    yield "front page", f"{home}/index.php"
    yield "/page/N/", f"{home}/page/2/"
    yield "/page/N/", f"{home}/page/{(len(posts) + 9) // 10}/"
    yield "?paged=N", f"{home}/?paged=2"
    yield "/page/1/", f"{home}/page/1/"
    yield "/page/N/ past the end", f"{home}/page/9999/"
    yield "/page/N/ past the end", f"{home}/page/0/"
    for feed in ("feed/", "feed/rss/", "feed/rss2/", "feed/atom/", "feed/rdf/", "comments/feed/", "comments/feed/atom/", "feed", "rss/", "rss2/", "atom/", "wp-rss2.php", "wp-atom.php", "wp-feed.php", "wp-commentsrss2.php"):
        yield "feeds of the site", f"{home}/{feed}"
    for feed in ("rss2", "atom", "rss", "comments-rss2", "feed"):
        yield "?feed=", f"{home}/?feed={feed}"
    for word in QUERY_WORDS:
        w = urllib.parse.quote(word)
        yield "?s=WORD", f"{home}/?s={w}"
        yield "/search/WORD/", f"{home}/search/{w}/"
        yield "?s=WORD&feed=rss2", f"{home}/?s={w}&feed=rss2"
    yield "?s=WORD", f"{home}/?s="
    for file in ("robots.txt", "wp-sitemap.xml", "sitemap.xml", "favicon.ico"):
        yield "files of the site", f"{home}/{file}"
    for path in ("no-such-page/", "2010/01/01/no-such-post/", "category/no-such-section/", "tag/no-such-tag/", "author/nobody-here/", "1801/", "2010/13/", "2010/02/31/", "a/b/c/d/e/", "no-such-file.html", "no-such-page/feed/"):
        yield "unknown address", f"{home}/{path}"
    for query in ("p=99999999", "page_id=99999999", "cat=99999999", "tag=no-such-tag", "author=99999999", "m=180101", "attachment_id=99999999", "name=no-such-post", "p=abc", "p=", "p=-1", "feed=no-such-feed"):
        yield "unknown ?…=", f"{home}/?{query}"


def sample(pairs, per_form):
    forms = defaultdict(dict)
    for form, address in pairs:
        forms[form][address] = None
    for form, found in forms.items():
        found = list(found)
        step = max(1, len(found) / per_form)
        for i in range(min(len(found), per_form)):
            yield form, found[int(i * step)]


# ---------------------------------------------------------------- asking

class Connection(http.client.HTTPConnection):
    def _encode_request(self, request):
        return request.encode("utf-8")  # raw UTF-8 in the request line, as careless clients send it


def get(site, target):
    connection = Connection(site.netloc, timeout=60)
    try:
        connection.request("GET", target, headers={"Host": site.host, "User-Agent": "warraq-differential-check", "Accept": "text/html,*/*"})
        response = connection.getresponse()
        response.read()
        return response.status, response.getheader("Location")
    finally:
        connection.close()


@dataclass
class Site:
    netloc: str     # where to connect
    host: str       # what to ask for
    own_hosts: set  # host names that mean the site itself in redirects


def ask_one(site, address):
    status, location = get(site, address)
    first = without_host(location, site.own_hosts)
    end_status, end = status, address
    hop = first
    for _ in range(6):
        if not (300 <= end_status < 400 and hop and hop.startswith("/")):
            break
        end = hop
        end_status, location = get(site, end)
        hop = without_host(location, site.own_hosts)
    if 300 <= end_status < 400 and hop and not hop.startswith("/"):
        end = hop
    return {"status": status, "location": first, "end_status": end_status, "end": end}


def without_host(location, own_hosts):
    """A redirect's target as a path where it stays on the site, or None."""
    if location is None:
        return None
    try:
        location = location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        pass
    parts = urllib.parse.urlsplit(location)
    if parts.netloc and parts.netloc not in own_hosts:
        return location
    return lower(urllib.parse.quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe="%/?-._~!$&'()*+,;=:@[]"))


def ask(arguments):
    export = wxr.read(arguments.export)
    netloc = urllib.parse.urlsplit(arguments.base).netloc
    host = export.host if arguments.old_host else netloc
    site = Site(netloc, host, {netloc, export.host, "localhost", *arguments.own_host})
    pairs = list(sample(addresses(export), arguments.per_form))
    with concurrent.futures.ThreadPoolExecutor(arguments.threads) as pool:
        answers = pool.map(lambda pair: ask_one(site, pair[1]), pairs)
        with open(arguments.out, "w", encoding="utf-8") as out:
            for (form, address), answer in zip(pairs, answers):
                out.write(json.dumps({"form": form, "address": address, **answer}, ensure_ascii=False) + "\n")
    print(f"{arguments.base}: {len(pairs)} addresses asked", file=sys.stderr)


# ---------------------------------------------------------------- comparing

def verdict(ours, theirs):
    """`same` (status and target), `same end` (other steps to the same page), or `different`."""
    if (ours["status"], ours["location"]) == (theirs["status"], theirs["location"]):
        return "same"
    if ours["end_status"] == theirs["end_status"] and (ours["end_status"] >= 400 or lower(ours["end"]) == lower(theirs["end"])):
        return "same end"
    return "different"


def outcome(answer):
    text = str(answer["status"])
    if answer["location"]:
        text += " → " + answer["location"]
        if (answer["end"], answer["end_status"]) != (answer["location"], 200):
            text += f" … {answer['end_status']} {answer['end'] if answer['end'] != answer['location'] else ''}".rstrip()
    return text


def compare(arguments):
    if len(arguments.answers) % 2:
        sys.exit("compare takes pairs: WORDPRESS.jsonl WARRAQ.jsonl …")
    read = lambda path: {(a["form"], a["address"]): a for a in map(json.loads, open(path, encoding="utf-8"))}
    table, differences = defaultdict(Counter), defaultdict(list)
    for wordpress_file, warraq_file in zip(arguments.answers[::2], arguments.answers[1::2]):
        wordpress, warraq = read(wordpress_file), read(warraq_file)
        for key, theirs in wordpress.items():
            if key not in warraq:
                sys.exit(f"{warraq_file} was not asked {key[1]}: ask again with the same --per-form")
            result = verdict(warraq[key], theirs)
            table[key[0]][result] += 1
            if result != "same":
                differences[key[0]].append((result, key[1], theirs, warraq[key]))
    total = Counter()
    print(f"{'form':<44} {'asked':>6} {'same':>6} {'same end':>9} {'different':>10}")
    for form, counts in table.items():
        total += counts
        print(f"{form:<44} {sum(counts.values()):>6} {counts['same']:>6} {counts['same end'] or '':>9} {counts['different'] or '':>10}")
    print(f"{'all':<44} {sum(total.values()):>6} {total['same']:>6} {total['same end'] or 0:>9} {total['different']:>10}")
    for form, rows in differences.items():
        print(f"\n{form}: {len(rows)} not the same")
        rows.sort(key=lambda row: row[0])
        for result, address, theirs, ours in rows[: arguments.differences]:
            print(f"  {address}\n    WordPress {outcome(theirs)}\n    Warraq    {outcome(ours)}" + ("   (same end)" if result == "same end" else ""))
        if len(rows) > arguments.differences:
            print(f"  … {len(rows) - arguments.differences} more")
    return 1 if total["different"] else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    asking = commands.add_parser("ask")
    asking.add_argument("export")
    asking.add_argument("--base", required=True, help="http://127.0.0.1:PORT")
    asking.add_argument("--out", required=True)
    asking.add_argument("--per-form", type=int, default=40)
    asking.add_argument("--threads", type=int, default=2)
    asking.add_argument("--old-host", action="store_true", help="send the old site's host name, as the private WordPress needs")
    asking.add_argument("--own-host", action="append", default=[], help="another host name that means the site itself in redirects")
    asking.set_defaults(run=ask)
    comparing = commands.add_parser("compare")
    comparing.add_argument("answers", nargs="+")
    comparing.add_argument("--differences", type=int, default=10, help="how many differences of a form to print")
    comparing.set_defaults(run=compare)
    arguments = parser.parse_args()
    sys.exit(arguments.run(arguments))


if __name__ == "__main__":
    main()
