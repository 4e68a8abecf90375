//! A newsroom with people in it, and browsers that carry what they are given.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tower::ServiceExt as _;
use warraq_archive::Archive;
use warraq_archive::accounts::{Allowed, NewAccount, Password, Role};
use warraq_archive::clock::FixedClock;
use warraq_archive::model::{AccountId, EmailAddress, Key, Timestamp};

/// 2026-11-20 09:00 UTC.
pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_795_165_200_000);
pub(crate) const SECRET: &str = "قهوة على سطح الجيران";
pub(crate) const LAYLA: &str = "layla@example.org";

/// A newsroom that is thrown away with the test.
pub(crate) struct Newsroom {
    pub(crate) archive: Archive,
    pub(crate) clock: Arc<FixedClock>,
    router: Router,
    folder: tempfile::TempDir,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Status and where it leads.
    pub(crate) fn leads(&self) -> (u16, &str) {
        (self.status.as_u16(), self.header("location"))
    }

    /// The link to choose a password that the page shows.
    pub(crate) fn link(&self) -> String {
        let (_, rest) = self.text.split_once("/admin/welcome/").unwrap();
        format!("/admin/welcome/{}", &rest[..40])
    }
}

impl Newsroom {
    /// With Layla, who administers it. `mail` is what `warraq.toml` says.
    pub(crate) fn with(settings: &[(&str, &str)], mail: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("warraq.toml"), mail).unwrap();
        let clock = Arc::new(FixedClock::at(NOW));
        let archive = Archive::create(folder.path(), clock.clone()).unwrap();
        archive
            .change_settings(&[
                ("site.title", "الورّاق"),
                ("site.url", "https://paper.example"),
            ])
            .unwrap();
        archive.change_settings(settings).unwrap();
        let newsroom = Self {
            router: warraq_web::app(archive.clone()),
            archive,
            clock,
            folder,
        };
        newsroom.account(LAYLA, "ليلى الحسّان", Role::Administrator);
        newsroom
    }

    pub(crate) fn new() -> Self {
        Self::with(&[], "")
    }

    /// Somebody who signs in with [`SECRET`].
    pub(crate) fn account(&self, email: &str, name: &str, role: Role) -> AccountId {
        let new = NewAccount {
            name: name.to_owned(),
            email: EmailAddress::parse(email).unwrap(),
            role,
        };
        let mut random = [0; 20];
        random.copy_from_slice(&format!("{email:-<20}").as_bytes()[..20]);
        let key = Key::of(random);
        let id = self
            .archive
            .invite(&Allowed::by_operator(), &new, &key, None)
            .unwrap();
        let password = Password::typed(SECRET);
        let set = self.archive.set_password_by_link(&key, &password, [1; 16]);
        assert!(set.unwrap());
        id
    }

    /// Files below `media/`, those that are arriving included.
    pub(crate) fn originals(&self) -> usize {
        let folders = std::fs::read_dir(self.folder.path().join("media")).unwrap();
        let files = folders.map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap());
        files.map(Iterator::count).sum()
    }

    pub(crate) fn later(&self, minutes: i64) {
        let now = NOW.millis() + minutes * 60_000;
        self.clock.set(Timestamp::from_millis(now));
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            cookies: BTreeMap::new(),
            client: "203.0.113.7".to_owned(),
        }
    }

    /// A browser in which somebody is signed in.
    pub(crate) async fn signed_in(&self, email: &str) -> Browser {
        let mut browser = self.browser();
        let reply = browser.sign_in(email, SECRET).await;
        assert_eq!(reply.leads(), (303, "/admin"));
        browser
    }
}

/// A browser.
#[derive(Clone)]
pub(crate) struct Browser {
    router: Router,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) client: String,
}

impl Browser {
    pub(crate) async fn get(&mut self, address: &str) -> Reply {
        self.ask("GET", address, "", &[]).await
    }

    /// Sends a form from a page of the newsroom.
    pub(crate) async fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> Reply {
        let ours = [("sec-fetch-site", "same-origin")];
        self.ask("POST", address, &form(fields), &ours).await
    }

    pub(crate) async fn sign_in(&mut self, email: &str, password: &str) -> Reply {
        let fields = [("email", email), ("password", password)];
        self.post("/admin/sign-in", &fields).await
    }

    pub(crate) async fn ask(
        &mut self,
        method: &str,
        address: &str,
        body: &str,
        headers: &[(&str, &str)],
    ) -> Reply {
        let kind = ("content-type", "application/x-www-form-urlencoded");
        let kind = [kind].into_iter().filter(|_| method == "POST");
        let headers: Vec<_> = kind.chain(headers.iter().copied()).collect();
        self.ask_with(method, address, body.as_bytes().to_vec(), &headers)
            .await
    }

    /// Sends a form with files from a page of the newsroom: fields, and files by field and name.
    pub(crate) async fn send(
        &mut self,
        address: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
        headers: &[(&str, &str)],
    ) -> Reply {
        let mut body = Vec::new();
        for (name, value) in fields {
            let head = format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend(head.bytes().chain(value.bytes()).chain(*b"\r\n"));
        }
        for (field, name, content) in files {
            let head = format!(
                "--x\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
                Content-Type: image/jpeg\r\n\r\n"
            );
            body.extend(head.bytes().chain(content.iter().copied()).chain(*b"\r\n"));
        }
        body.extend(b"--x--\r\n");
        let mut all = vec![
            ("content-type", "multipart/form-data; boundary=x"),
            ("sec-fetch-site", "same-origin"),
        ];
        all.extend_from_slice(headers);
        self.ask_with("POST", address, body, &all).await
    }

    pub(crate) async fn ask_with(
        &mut self,
        method: &str,
        address: &str,
        body: Vec<u8>,
        headers: &[(&str, &str)],
    ) -> Reply {
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(k, v)| format!("{k}={v}"))
            .collect();
        let mut request = Request::builder()
            .method(method)
            .uri(address)
            .header("host", "paper.example")
            .header("x-forwarded-for", &self.client)
            .header("user-agent", "Firefox")
            .header("cookie", cookies.join("; "));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let body = body.collect().await.unwrap().to_bytes();
        Reply {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&body).into_owned(),
            bytes: body.to_vec(),
        }
    }
}

/// `name=value&…`
pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    let code = |text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", code(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// A text with a mark in each field, by which it would be found wherever it leaked.
pub(crate) fn text<'a>(headline: &'a str, body: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("headline", headline),
        ("kicker", "تمهيد"),
        ("standfirst", "مقدّمة"),
        ("body", body),
        ("byline", "رنا العلي"),
        ("tags", "الرياح، رُبى"),
        ("slug", ""),
        ("section", ""),
    ]
}

impl Browser {
    /// Begins an article. Returns its address in the newsroom.
    pub(crate) async fn begin(&mut self, headline: &str, body: &str) -> String {
        let reply = self.post("/admin/articles", &text(headline, body)).await;
        let (status, address) = reply.leads();
        assert_eq!(status, 303, "{}", reply.text);
        address.strip_suffix("?done=saved").unwrap().to_owned()
    }

    /// The number of the revision that the form of an article was filled in from.
    pub(crate) async fn from(&mut self, article: &str) -> String {
        let page = self.get(article).await.text;
        let (_, rest) = page.split_once("name=\"from\" value=\"").unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    }

    /// Presses a button below the text as it is now typed.
    pub(crate) async fn press(
        &mut self,
        button: &str,
        mut fields: Vec<(&'static str, &str)>,
        more: &[(&'static str, &str)],
    ) -> Reply {
        let article = button.split("/publish").next().unwrap();
        let article = article.split("/withdraw").next().unwrap();
        let article = article.split("/take-back").next().unwrap();
        let from = self.from(article).await;
        fields.extend_from_slice(more);
        let mut all = vec![("from", &*from)];
        all.extend(fields);
        self.post(button, &all).await
    }

    /// Asks again until a page shows (or no longer shows) something: caches follow in the background.
    pub(crate) async fn until(&mut self, address: &str, text: &str, shows: bool) -> Reply {
        for _ in 0..500 {
            let reply = self.get(address).await;
            if reply.text.contains(text) == shows {
                return reply;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("{address} never came to {shows} {text}");
    }
}
