"""Warraq, as the probes of `attack` see it. Articles come in by a WordPress export that grows, imported again beside the
running server; `run` starts both, and makes the account with which the newsroom is entered."""

import json
import os
import re
import subprocess
import tempfile
import time
from pathlib import Path
from xml.sax.saxutils import escape

from adapters.base import BaseAdapter

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"><channel>
<title>فحص</title><link>https://attack.example</link><language>ar</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://attack.example</wp:base_site_url><wp:base_blog_url>https://attack.example</wp:base_blog_url>
"""
STATUS = {"scheduled": "future", "password": "publish"}


def cdata(text):
    return "<![CDATA[" + str(text).replace("]]>", "]]]]><![CDATA[>") + "]]>"


def stamp(moment):
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(moment))


class Adapter(BaseAdapter):
    search_path = "/search?q={q}"
    login_path = "/admin/sign-in"
    admin_pages = ["/admin", "/admin/media", "/admin/people", "/admin/account", "/admin/audit"]
    session_cookies = ["__Host-warraq"]  # the paper of the probes is behind TLS, as far as it knows
    redirect_params = ["/admin/sign-in?next=", "/admin/prove?next=", "/?redirect="]
    cli = os.environ.get("WARRAQ_BIN", "warraq")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.datadir = self.datadir or os.environ["WARRAQ_ARCHIVE"]
        self.posts = {}
        self.export = Path(tempfile.mkdtemp()) / "attack.wordpress.xml"

    def login(self, client, user, password):
        return client.post(self.login_path, {"email": user, "password": password}, headers={"Origin": self.base})

    def login_ok(self, client, response):
        return response.status == 303 and not (response.get("location") or "").startswith(self.login_path)

    def logout(self, client):
        return client.post("/admin/sign-out", {}, headers={"Origin": self.base})

    def csrf_probes(self):
        invitation = {"name": "zqcsrf", "email": "zqcsrf@evil.example", "role": "administrator"}
        return [
            ("POST", "/admin/people", invitation),
            ("POST", "/admin/people/1/disable", {}),
            ("POST", "/admin/account/sessions/end", {}),
            ("POST", "/admin/sign-out", {}),
        ]

    def create_post(self, title, html, status="publish", slug=None, publish_at=None, author=None, tags=(), excerpt=""):
        number = 1000 + len(self.posts)
        slug = slug or f"attack-{number}"
        at = publish_at if isinstance(publish_at, (int, float)) else time.time() - 60
        self.posts[number] = {
            "title": title, "html": html, "status": status, "slug": slug, "at": at, "tags": list(tags),
            "author": author or "desk", "excerpt": excerpt, "comments": [],
        }
        self.load()
        return {"id": number, "slug": slug, "url": self.path(self.posts[number])}

    def update_post(self, pid, **fields):
        self.posts[pid].update(fields)
        self.load()

    def set_status(self, pid, status):
        self.update_post(pid, status=status)

    def comment(self, post, name, body, url="", email="a@example.com"):
        comments = self.posts[post["id"]]["comments"]
        comments.append({"name": name, "body": body, "url": url, "email": email, "approved": 0})
        return post["id"], len(comments) - 1

    def approve(self, comment_id):
        pid, at = comment_id
        self.posts[pid]["comments"][at]["approved"] = 1
        self.load()

    def upload(self, filename, data, ctype):
        """Brings a file in, and publishes an article that shows it: before that readers get nothing."""
        staff, ours = self.admin(), {"Origin": self.base}
        files = [("file", filename, ctype, data)]
        sent = staff.multipart("/admin/media", {}, files, headers={**ours, "Accept": "application/json"})
        told = json.loads(sent.body) if sent.status == 200 else {}
        if "id" not in told:
            return {"status": sent.status, "urls": []}
        number, address = told["id"], told["address"]
        shown = {"lead": str(number)} if told["kind"] == "picture" else {}
        fields = {"headline": f"zq {number}", "body": f"[media {number}]", "byline": "zq", **shown}
        article = staff.post("/admin/articles", fields, headers=ours).get("location").split("?")[0]
        form = staff.get(article).body.decode()
        start = re.search(r'name="from" value="(\d+)"', form).group(1)
        staff.post(f"{article}/publish", {**fields, "from": start, "when": "now"}, headers=ours)
        variants = [f"/media/{number}/{size}" for size in ("320.webp", "480.jpg")] if shown else []
        return {"status": 201, "id": number, "urls": [address, *variants]}

    def import_cmd(self, path):
        return [self.cli, "--archive", self.datadir, "import", "wxr", str(path)]

    def check_cmd(self):
        return [self.cli, "--archive", self.datadir, "verify"]

    def path(self, post):
        return time.strftime("/%Y/%m/%d/", time.gmtime(post["at"])) + post["slug"] + "/"

    def load(self):
        """Imports everything so far, and waits until readers see it."""
        items = "".join(self.item(number, post) for number, post in self.posts.items())
        self.export.write_text(HEAD + items + "</channel></rss>", encoding="utf-8")
        subprocess.run(self.import_cmd(self.export), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.6)

    def item(self, number, post):
        at, status = stamp(post["at"]), post["status"]
        comments = "".join(
            f"<wp:comment><wp:comment_id>{number * 100 + i}</wp:comment_id><wp:comment_author>{cdata(c['name'])}</wp:comment_author>"
            f"<wp:comment_author_email>{escape(c['email'])}</wp:comment_author_email><wp:comment_author_url>{escape(c['url'])}</wp:comment_author_url>"
            f"<wp:comment_date>{at}</wp:comment_date><wp:comment_date_gmt>{at}</wp:comment_date_gmt>"
            f"<wp:comment_content>{cdata(c['body'])}</wp:comment_content><wp:comment_approved>{c['approved']}</wp:comment_approved></wp:comment>"
            for i, c in enumerate(post["comments"])
        )
        tags = "".join(f'<category domain="post_tag" nicename="{escape(tag)}">{cdata(tag)}</category>' for tag in post["tags"])
        return (
            f"<item><title>{cdata(post['title'])}</title><link>https://attack.example{self.path(post)}</link>"
            f"<dc:creator>{cdata(post['author'])}</dc:creator><content:encoded>{cdata(post['html'])}</content:encoded>"
            f"<excerpt:encoded>{cdata(post['excerpt'])}</excerpt:encoded><wp:post_id>{number}</wp:post_id>"
            f"<wp:post_date>{at}</wp:post_date><wp:post_date_gmt>{at}</wp:post_date_gmt><wp:post_name>{escape(post['slug'])}</wp:post_name>"
            f"<wp:status>{STATUS.get(status, status)}</wp:status><wp:post_type>post</wp:post_type>"
            f"<wp:post_password>{'secret' if status == 'password' else ''}</wp:post_password>{tags}{comments}</item>"
        )
