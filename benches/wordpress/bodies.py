#!/usr/bin/env python3
"""Compares the bodies of articles: what WordPress's `the_content` makes of them, and what the article page shows.

    bodies.py CONTENT.jsonl --base http://127.0.0.1:PORT [--selector div.body] [--differences 10]

CONTENT.jsonl comes from the_content.php. Each published post and page is fetched at its WordPress address (redirects followed), the first
element that matches --selector (`tag`, `.class`, `#id` or `tag.class`) is taken, and elements are counted on both sides. A paragraph counts where it shows
something (text or a picture): empty ones are an accident of autop. `words` are the letters and digits shown, compared as a sequence.
Posts with a password are left out: WordPress shows a form. Exit status 1 if any count differs.
"""

import argparse
import http.client
import json
import re
import sys
import urllib.parse
from collections import Counter
from html.parser import HTMLParser

COUNTED = {"p": "p", "figure": "figure", "ul": "ul/ol", "ol": "ul/ol", "li": "li", "table": "table", "tr": "tr", "blockquote": "blockquote", "pre": "pre", "img": "img", "a": "a"}
COUNTED.update({f"h{level}": "h1-h6" for level in range(1, 7)})
COLUMNS = ["p", "figure", "ul/ol", "li", "table", "tr", "h1-h6", "blockquote", "pre", "img", "a", "words"]
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
SHOWN = {"img", "iframe", "video", "audio", "object", "embed", "svg", "input", "button"}
UNREAD = {"script", "style", "noscript", "template"}
# Elements whose start ends an open paragraph (HTML standard, "in body").
ENDS_PARAGRAPH = set(
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr main menu nav ol p pre search section summary table ul".split()
)


class Body(HTMLParser):
    """Counts the elements inside the first element that `selector` matches, or in everything if there is none."""

    def __init__(self, selector=None):
        super().__init__(convert_charrefs=True)
        self.selector = selector
        self.stack = []          # open elements since the body began
        self.inside = selector is None
        self.found = self.inside
        self.counts = Counter()
        self.words = []
        self.paragraph = None    # None outside a paragraph, else whether it has shown anything
        self.unread = 0

    def matches(self, tag, attributes):
        want_tag, mark, name = re.fullmatch(r"([a-z0-9]*)([.#]?)(.*)", self.selector).groups()
        if want_tag and want_tag != tag:
            return False
        if mark == ".":
            return name in (attributes.get("class") or "").split()
        return mark != "#" or attributes.get("id") == name

    def handle_starttag(self, tag, attributes):
        if not self.inside:
            if not self.found and self.matches(tag, dict(attributes)):
                self.inside = self.found = True
                self.stack = [tag]
            return
        if tag in UNREAD:
            self.unread += 1
        if tag in ENDS_PARAGRAPH:
            self.end_paragraph()
        if tag == "p":
            self.paragraph = False
        elif tag in COUNTED:
            self.counts[COUNTED[tag]] += 1
        if tag in SHOWN and self.paragraph is not None:
            self.paragraph = True
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        if not self.inside or tag in VOID:
            return
        if tag in UNREAD:
            self.unread = max(0, self.unread - 1)
        if tag == "p" or tag in ENDS_PARAGRAPH:
            self.end_paragraph()
        if tag in self.stack:
            while self.stack.pop() != tag:
                pass
            if not self.stack and self.selector:
                self.inside = False

    def handle_data(self, data):
        if self.inside and not self.unread and data.strip("\u00a0 \t\r\n"):
            self.words += re.findall(r"\w+", data)
            if self.paragraph is not None:
                self.paragraph = True

    def end_paragraph(self):
        if self.paragraph:
            self.counts["p"] += 1
        self.paragraph = None

    def finish(self):
        self.close()
        self.end_paragraph()
        self.counts["words"] = len("".join(self.words))
        return self


def body_of(html, selector=None):
    parser = Body(selector)
    parser.feed(html)
    return parser.finish()


def fetch(base, path):
    """(status, html) after redirects within the site."""
    netloc = urllib.parse.urlsplit(base).netloc
    for _ in range(6):
        connection = http.client.HTTPConnection(netloc, timeout=60)
        connection.request("GET", path)
        response = connection.getresponse()
        html = response.read().decode("utf-8", "replace")
        connection.close()
        if not 300 <= response.status < 400:
            return response.status, html, path
        target = urllib.parse.urlsplit(response.getheader("Location") or "")
        path = target.path + (f"?{target.query}" if target.query else "")
    return response.status, "", path


def shown_by_warraq(post, arguments):
    """The body at the post's address, with the further pages of a paginated post if they have addresses of their own."""
    status, html, path = fetch(arguments.base, post["link"])
    if status != 200:
        status, html, path = fetch(arguments.base, f"{arguments.folder}/?p={post['post_id']}")
    if status != 200:
        return None, status
    body = body_of(html, arguments.selector)
    if not body.found:
        return None, f"no {arguments.selector}"
    for page in range(2, post["pages"] + 1):
        status, html, end = fetch(arguments.base, f"{path}{page}/")
        if status == 200 and end != path:
            more = body_of(html, arguments.selector)
            body.counts += more.counts
            body.words += more.words
    return body, 200


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("content", help="answers of the_content.php")
    parser.add_argument("--base", required=True)
    parser.add_argument("--folder", default="", help="folder of the old site, such as /demo")
    parser.add_argument("--selector", default="div.body")
    parser.add_argument("--differences", type=int, default=15, help="how many posts that differ to print")
    arguments = parser.parse_args()

    totals = {"WordPress": Counter(), "Warraq": Counter()}
    same, compared, left_out, rows = Counter(), 0, 0, []
    for post in map(json.loads, open(arguments.content, encoding="utf-8")):
        if post["password"]:
            left_out += 1
            continue
        theirs = body_of(post["html"])
        ours, problem = shown_by_warraq(post, arguments)
        compared += 1
        if ours is None:
            rows.append((post, [f"not compared: {problem}"]))
            continue
        totals["WordPress"] += theirs.counts
        totals["Warraq"] += ours.counts
        different = []
        for column in COLUMNS:
            equal = "".join(theirs.words) == "".join(ours.words) if column == "words" else theirs.counts[column] == ours.counts[column]
            same[column] += equal
            if not equal:
                different.append(f"{column} {theirs.counts[column]}→{ours.counts[column]}")
        if different:
            rows.append((post, different))
    file = post["file"] if compared or left_out else arguments.content
    print(f"{file}: {compared} posts and pages compared, {left_out} with a password left out, {compared - len(rows)} the same in everything")
    print("  " + " ".join(f"{name:>10}" for name in ["", *COLUMNS]))
    for side, counts in totals.items():
        print("  " + " ".join(f"{value:>10}" for value in [side, *(counts[c] for c in COLUMNS)]))
    print("  " + " ".join(f"{value:>10}" for value in ["same in", *(same[c] for c in COLUMNS)]))
    for post, different in rows[: arguments.differences]:
        print(f"  {post['post_id']} {post['title'][:40]} {post['link'][:60]}: {', '.join(different)}")
    if len(rows) > arguments.differences:
        print(f"  … {len(rows) - arguments.differences} more")
    return 1 if rows else 0


if __name__ == "__main__":
    sys.exit(main())
