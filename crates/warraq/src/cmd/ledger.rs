//! The report as a page, with the long lists beside it.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::Context;
use warraq_archive::Archive;
use warraq_archive::ingest::{Report, Tally};

use super::screen::number;

/// Problems that the page lists; the JSON lists more.
const LISTED: usize = 500;

/// The report's own look: it is opened from a disk, years later, with nothing beside it.
const STYLE: &str = "body{font:16px/1.6 system-ui,sans-serif;max-width:64rem;margin:2rem auto;\
padding:0 1rem;color:#1c1a17;background:#fdfbf6}table{border-collapse:collapse;width:100%;\
margin-block:1rem}th,td{padding:.35rem .6rem;border-block-end:1px solid #d8d2c4;text-align:start}\
td.n,th.n{text-align:end;font-variant-numeric:tabular-nums}.good{color:#1d5c2e}.bad{color:#9b1c1c}\
code{direction:ltr;unicode-bidi:isolate;overflow-wrap:anywhere}small{color:#5d574c}\
@media(prefers-color-scheme:dark){body{color:#e9e4d8;background:#171512}\
th,td{border-color:#3a352c}.good{color:#8fd3a0}.bad{color:#ff9d9d}small{color:#b3ab9a}}";

/// Writes `report.html`, `addresses.tsv` and `files.tsv` into `folder`.
pub(super) fn write(report: &Report, archive: &Archive, folder: &Path) -> anyhow::Result<()> {
    let file = |name: &str| {
        let path = folder.join(name);
        File::create(&path)
            .map(BufWriter::new)
            .with_context(|| format!("cannot write {}", path.display()))
    };
    let mut lists = file("addresses.tsv")?;
    let mut failed = writeln!(lists, "address\twhat\thow\tleads to");
    archive.addresses(|row| {
        let how = match (row.leads_to.is_empty(), row.moved) {
            (true, _) => "not for readers",
            (false, true) => "leads to",
            (false, false) => "answers",
        };
        if failed.is_ok() {
            failed = writeln!(lists, "{}\t{}\t{how}\t{}", row.path, row.what, row.leads_to);
        }
    })?;
    failed
        .and_then(|()| lists.flush())
        .context("cannot write addresses.tsv")?;

    let mut lists = file("files.tsv")?;
    let mut failed = writeln!(lists, "address\tsha256\ttype\tbytes\tproblem");
    archive.files(|row| {
        let problem = if row.sha256.is_empty() {
            "missing"
        } else {
            &row.problem
        };
        if failed.is_ok() {
            let (path, sha, mime, bytes) = (&row.path, &row.sha256, &row.mime, row.bytes);
            failed = writeln!(lists, "{path}\t{sha}\t{mime}\t{bytes}\t{problem}");
        }
    })?;
    failed
        .and_then(|()| lists.flush())
        .context("cannot write files.tsv")?;

    page(report, file("report.html")?).context("cannot write report.html")
}

fn page(report: &Report, mut out: impl Write) -> io::Result<()> {
    let (class, verdict) = if report.explained {
        ("good", "كل ما في المصدر محسوب: لم يُفقد شيء.")
    } else {
        ("bad", "في المصدر ما لم يُحسب؛ انظر الأسباب أدناه.")
    };
    write!(
        out,
        "<!doctype html>\n<html lang=\"ar\" dir=\"rtl\">\n<head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>تقرير المطابقة</title>\
         <style>{STYLE}</style></head>\n<body>\n<h1>تقرير المطابقة</h1>\n\
         <p><code>{}</code></p>\n<p class=\"{class}\"><strong>{verdict}</strong></p>\n",
        escape(&report.source)
    )?;
    kinds(report, &mut out)?;
    addresses(report, &mut out)?;
    unknown(report, &mut out)?;
    problems(report, &mut out)?;
    writeln!(out, "</body>\n</html>")?;
    out.flush()
}

fn kinds(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let heads = ["وُجد", "خُزّن", "عُدّل", "كما كان", "تُرك", "تعذّر"];
    write!(
        out,
        "<h2>ما في المصدر وما صار إليه</h2>\n<table>\n<tr><th scope=\"col\">النوع</th>"
    )?;
    for head in heads {
        write!(out, "<th class=\"n\" scope=\"col\">{head}</th>")?;
    }
    writeln!(out, "<th scope=\"col\">الأسباب</th></tr>")?;
    for (name, tally) in report.kinds.named() {
        let Tally {
            found,
            stored,
            updated,
            unchanged,
            skipped,
            failed,
            reasons,
        } = tally;
        write!(out, "<tr><th scope=\"row\">{}</th>", arabic_name(name))?;
        for count in [found, stored, updated, unchanged, skipped, failed] {
            write!(out, "<td class=\"n\">{}</td>", number(*count))?;
        }
        write!(out, "<td>")?;
        for (reason, count) in reasons {
            write!(
                out,
                "<bdi dir=\"ltr\">{} × {}</bdi><br>",
                number(*count),
                escape(reason)
            )?;
        }
        writeln!(out, "</td></tr>")?;
    }
    writeln!(out, "</table>")
}

fn arabic_name(kind: &str) -> &str {
    match kind {
        "posts" => "مقالات",
        "pages" => "صفحات",
        "attachments" => "صور وملفات",
        "comments" => "تعليقات",
        "authors" => "كتّاب",
        "terms" => "أقسام ووسوم",
        "menus" => "عناصر قوائم",
        _ => "أنواع أخرى (محفوظة، لا تُعرض)",
    }
}

fn addresses(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let addresses = &report.addresses;
    let media = &report.media;
    writeln!(
        out,
        "<h2>العناوين القديمة</h2>\n<p>{} عنوانًا: {} يجيب بنفسه، و{} يقود إلى موضعه بخطوة واحدة، \
         و<span class=\"{}\">{} مفقود</span>. القائمة كلها في <a href=\"addresses.tsv\">addresses.tsv</a>.</p>\n\
         <h2>الصور والملفات</h2>\n<p>{} حاضر، {} غائب عن مجلد الملفات، {} لا يصلح للعرض، {} وُجد \
         وليس في القائمة، {} تسمّيه النصوص ولا وجود له. القائمة كلها في \
         <a href=\"files.tsv\">files.tsv</a>.</p>",
        number(addresses.total),
        number(addresses.answering),
        number(addresses.redirected),
        if addresses.lost == 0 { "good" } else { "bad" },
        number(addresses.lost),
        number(media.present),
        number(media.missing),
        number(media.unusable),
        number(media.discovered),
        number(media.dangling),
    )
}

fn unknown(report: &Report, out: &mut impl Write) -> io::Result<()> {
    if report.unknown.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<h2>ما لا يظهر في الصفحات</h2>\n<p>محفوظ في الأصل كما كُتب، ومخفيّ عن القرّاء.</p>\n<table>\n\
         <tr><th scope=\"col\">الاسم</th><th class=\"n\" scope=\"col\">مرات</th>\
         <th class=\"n\" scope=\"col\">مقالات</th><th scope=\"col\">مثال</th></tr>"
    )?;
    for row in &report.unknown {
        writeln!(
            out,
            "<tr><th scope=\"row\"><code>{}</code></th><td class=\"n\">{}</td>\
             <td class=\"n\">{}</td><td><code>{}</code> <small>(#{})</small></td></tr>",
            escape(&row.construct),
            number(row.uses),
            number(row.articles),
            escape(&row.example),
            row.article,
        )?;
    }
    writeln!(out, "</table>")
}

fn problems(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let total: usize = report.problem_counts.values().sum();
    if total == 0 {
        return Ok(());
    }
    writeln!(
        out,
        "<h2>ملاحظات ({})</h2>\n<table>\n<tr><th scope=\"col\">الموضع</th>\
         <th scope=\"col\">ما وُجد وما العلاج</th></tr>",
        number(total)
    )?;
    for problem in report.problems.iter().take(LISTED) {
        let place = &problem.place;
        writeln!(
            out,
            "<tr><td><code>{}:{}</code><br><bdi>{}</bdi></td><td dir=\"ltr\">{}</td></tr>",
            escape(&place.file),
            place.offset,
            escape(&place.item),
            escape(&problem.detail),
        )?;
    }
    writeln!(out, "</table>")?;
    if total > LISTED {
        writeln!(out, "<p>البقية في report.json.</p>")?;
    }
    Ok(())
}

fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            _ => safe.push(letter),
        }
    }
    safe
}
