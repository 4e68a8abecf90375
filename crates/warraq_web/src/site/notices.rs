//! Short texts at addresses that programs know: who may crawl, who may sell, whom to warn.

use jiff::ToSpan as _;

use crate::edition::Edition;
use crate::respond::{Answer, CachePolicy, Kind};

/// `GET /robots.txt`
pub(crate) fn robots(edition: &Edition) -> Answer {
    let settings = edition.settings();
    let url = &settings.url;
    let more = match settings.robots.trim() {
        "" => String::new(),
        lines => format!("\n{lines}\n"),
    };
    // Pages of search are endless, and an answer to oEmbed is no page.
    let text = format!(
        "User-agent: *\nDisallow: /search\nDisallow: /*?s=\nDisallow: /oembed\n{more}\n\
         Sitemap: {url}/sitemap.xml\nSitemap: {url}/sitemaps/news.xml\n"
    );
    Answer::new(Kind::Text, text, CachePolicy::Page)
}

/// `GET /ads.txt`; `None` for a paper that has none: that is how exchanges are told so.
pub(crate) fn ads(edition: &Edition) -> Option<Answer> {
    let text = edition.settings().ads.trim();
    let answer = || Answer::new(Kind::Text, format!("{text}\n"), CachePolicy::Page);
    (!text.is_empty()).then(answer)
}

/// `GET /.well-known/security.txt` (RFC 9116); `None` while there is nobody to write to.
pub(crate) fn security(edition: &Edition) -> Option<Answer> {
    let settings = edition.settings();
    let chosen = [&settings.security, &settings.email];
    let contact = chosen.into_iter().find(|contact| !contact.is_empty())?;
    let contact = if contact.contains(':') {
        contact.clone()
    } else {
        format!("mailto:{contact}")
    };
    let language = settings.language.split('-').next().unwrap_or("en");
    let languages = if language == "en" {
        "en".to_owned()
    } else {
        format!("{language}, en")
    };
    let text = format!(
        "Contact: {contact}\nExpires: {}\nPreferred-Languages: {languages}\n\
         Canonical: {}\n",
        good_until(edition)?,
        edition.absolute("/.well-known/security.txt"),
    );
    Some(Answer::new(Kind::Text, text, CachePolicy::Page))
}

/// `GET /KEY.txt`: the key of IndexNow, which proves that whoever uses it owns the site; `None` for
/// every other file.
pub(crate) fn indexnow_key(edition: &Edition, raw: &str) -> Option<Answer> {
    let key = edition.settings().pings.key.as_str();
    let file = raw.strip_prefix('/')?.strip_suffix(".txt")?;
    let answer = || Answer::new(Kind::Text, key.to_owned(), CachePolicy::Page);
    (!key.is_empty() && file == key).then(answer)
}

/// The first day of a month about half a year ahead: the RFC wants less than a year, and a text
/// that stays the same for a month is easier to keep.
fn good_until(edition: &Edition) -> Option<String> {
    let today = edition.dates().date(edition.now());
    let day = today.first_of_month().checked_add(7.months()).ok()?;
    Some(format!("{day}T00:00:00Z"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use warraq_archive::model::Settings;

    fn text(answer: &Answer) -> &str {
        std::str::from_utf8(&answer.body).unwrap()
    }

    #[test]
    fn security_names_a_contact_and_an_end() {
        let settings = Settings {
            email: "desk@a.example".to_owned(),
            url: "https://a.example".to_owned(),
            ..Settings::default()
        };
        let answer = security(&Edition::for_tests(settings.clone())).unwrap();
        assert_eq!(
            text(&answer),
            "Contact: mailto:desk@a.example\nExpires: 2024-06-01T00:00:00Z\n\
             Preferred-Languages: ar, en\nCanonical: https://a.example/.well-known/security.txt\n"
        );
        let elsewhere = Settings {
            security: "https://a.example/report/".to_owned(),
            ..settings
        };
        let answer = security(&Edition::for_tests(elsewhere)).unwrap();
        assert!(text(&answer).starts_with("Contact: https://a.example/report/\n"));
        assert!(security(&Edition::for_tests(Settings::default())).is_none());
    }

    #[test]
    fn what_a_newsroom_adds_is_there() {
        let settings = Settings {
            robots: "User-agent: Bot\nDisallow: /".to_owned(),
            ads: "exchange.example, 1, DIRECT".to_owned(),
            ..Settings::default()
        };
        let edition = Edition::for_tests(settings);
        assert!(text(&robots(&edition)).contains("\n\nUser-agent: Bot\nDisallow: /\n\nSitemap: "));
        assert_eq!(
            text(&ads(&edition).unwrap()),
            "exchange.example, 1, DIRECT\n"
        );
        assert!(ads(&Edition::for_tests(Settings::default())).is_none());
    }
}
