//! Somebody's request in the newsroom, with all that answering it takes.

use std::cell::{OnceCell, RefCell};
use std::sync::Arc;

use axum::http::header::{ACCEPT, COOKIE, USER_AGENT};
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;
use warraq_archive::accounts::{Salt, SignedIn};
use warraq_archive::model::{Settings, Token};
use warraq_archive::{Archive, chance};

use super::media::Brought;
use super::routes::Way;
use super::shell;
use super::throttle::Throttle;
use crate::error::Error;
use crate::forms::{Form, SentFile};
use crate::locale::Words;
use crate::look::Looks;
use crate::respond::{Answer, CachePolicy, Cookie, CookieName, House, Kind};
use crate::view::Dates;

/// What a browser says of itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Headers {
    cookies: Vec<String>,
    agent: String,
    accept: String,
}

impl Headers {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let text = |name| {
            let values = headers.get_all(name).into_iter();
            values
                .filter_map(|value| value.to_str().ok())
                .map(str::to_owned)
        };
        Self {
            cookies: text(COOKIE).collect(),
            agent: text(USER_AGENT).next().unwrap_or_default(),
            accept: text(ACCEPT).next().unwrap_or_default(),
        }
    }

    /// The secret of the browser's session.
    pub(super) fn session(&self, house: House) -> Option<Token> {
        self.secret(CookieName::Session.text(house))
    }

    /// The secret that the browser carries under a name.
    fn secret(&self, name: &str) -> Option<Token> {
        let pairs = self.cookies.iter().flat_map(|line| line.split(';'));
        let values = pairs.filter_map(|pair| pair.trim().split_once('='));
        values
            .filter(|(known, _)| *known == name)
            .find_map(|(_, value)| Token::parse(value))
    }
}

/// A request in the newsroom.
pub(super) struct Visit<'a> {
    pub(super) archive: &'a Archive,
    pub(super) looks: &'a Looks,
    pub(super) throttle: &'a Throttle,
    pub(super) settings: Arc<Settings>,
    pub(super) words: &'static Words,
    pub(super) way: Way,
    pub(super) path: &'a str,
    pub(super) query: Form,
    pub(super) form: Form,
    /// Who sends, as far as counting needs to know.
    pub(super) client: u64,
    headers: Headers,
    captured: RefCell<Vec<String>>,
    /// What came with the form, until somebody takes it.
    files: RefCell<Vec<SentFile>>,
    /// What became of it.
    brought: OnceCell<Vec<Brought>>,
}

impl<'a> Visit<'a> {
    pub(super) fn new(
        (archive, looks): (&'a Archive, &'a Looks),
        throttle: &'a Throttle,
        way: Way,
        path: &'a str,
        (query, form, files): (Form, Form, Vec<SentFile>),
        headers: Headers,
        client: u64,
    ) -> Self {
        let settings = archive.settings();
        Self {
            archive,
            looks,
            throttle,
            words: Words::of(&settings.language),
            settings,
            way,
            path,
            query,
            form,
            client,
            headers,
            captured: RefCell::default(),
            files: RefCell::new(files),
            brought: OnceCell::new(),
        }
    }

    pub(super) fn capture(&self, parts: Vec<&str>) {
        *self.captured.borrow_mut() = parts.into_iter().map(str::to_owned).collect();
    }

    /// The part of the path that the pattern leaves open.
    pub(super) fn captured(&self) -> String {
        self.captured.borrow().first().cloned().unwrap_or_default()
    }

    /// The number in the path; 0, which nothing has, when it is none.
    pub(super) fn number(&self) -> i64 {
        self.captured().parse().unwrap_or(0)
    }

    /// The second number in the path; 0, which nothing has, when it is none.
    pub(super) fn second_number(&self) -> i64 {
        let second = self.captured.borrow().get(1).and_then(|n| n.parse().ok());
        second.unwrap_or(0)
    }

    /// All parts of the path that the pattern leaves open.
    pub(super) fn all_captured(&self) -> Vec<String> {
        self.captured.borrow().clone()
    }

    /// The files that came with the form, once.
    pub(super) fn take_files(&self) -> Vec<SentFile> {
        self.files.take()
    }

    /// What became of the files that came with the form.
    pub(super) fn brought(&self) -> &OnceCell<Vec<Brought>> {
        &self.brought
    }

    /// Whether a script asks, that reads data and shows no page.
    pub(super) fn wants_data(&self) -> bool {
        self.headers.accept.contains("application/json")
    }

    /// An answer for a script of the newsroom.
    pub(super) fn data(data: &impl Serialize) -> Result<Answer, Error> {
        let text = serde_json::to_string(data)?;
        Ok(Answer::new(Kind::Json, text, CachePolicy::NoStore))
    }

    /// Who comes, if they have signed in.
    pub(super) fn who(&self) -> Result<Option<SignedIn>, Error> {
        match self.session() {
            Some(token) => Ok(self.archive.signed_in(&token)?),
            None => Ok(None),
        }
    }

    /// The secret of the browser's session.
    pub(super) fn session(&self) -> Option<Token> {
        self.headers.session(self.house())
    }

    /// By what the browser is known.
    pub(super) fn device(&self) -> Option<Token> {
        self.headers.secret(CookieName::Device.text(self.house()))
    }

    pub(super) fn agent(&self) -> &str {
        &self.headers.agent
    }

    fn house(&self) -> House {
        House::of(&self.settings.url)
    }

    /// An answer after which the browser carries a new secret.
    pub(super) fn carrying(&self, answer: Answer, name: CookieName, token: &Token) -> Answer {
        answer.with_cookie(Cookie::new(name, token, self.house()))
    }

    /// An answer after which the browser carries no session.
    pub(super) fn without_session(&self, answer: Answer) -> Answer {
        answer.with_cookie(Cookie::gone(CookieName::Session, self.house()))
    }

    pub(super) fn say(&self, key: &'static str) -> &'static str {
        self.words.say(key)
    }

    pub(super) fn dates(&self) -> Dates<'_> {
        Dates::of(&self.settings)
    }

    /// A number with its noun.
    pub(super) fn count(&self, noun: &str, n: usize) -> String {
        self.words.count(noun, n, self.dates().digits())
    }

    /// The full address of a page, for links that leave the newsroom.
    pub(super) fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.settings.url)
    }

    /// A page inside.
    pub(super) fn page(
        &self,
        who: &SignedIn,
        template: &str,
        title: &str,
        page: impl Serialize,
    ) -> Result<Answer, Error> {
        shell::print(self, Some(who), template, title, page)
    }

    /// A page before the door.
    pub(super) fn threshold(
        &self,
        template: &str,
        title: &str,
        page: impl Serialize,
    ) -> Result<Answer, Error> {
        shell::print(self, None, template, title, page)
    }

    /// Says what somebody may not do.
    pub(super) fn forbidden(&self, who: &SignedIn) -> Result<Answer, Error> {
        self.problem(who, StatusCode::FORBIDDEN, "forbidden")
    }

    /// Says what is wrong to somebody who is inside.
    pub(super) fn problem(
        &self,
        who: &SignedIn,
        status: StatusCode,
        problem: &str,
    ) -> Result<Answer, Error> {
        let page = Problem::of(self, problem);
        let answer = self.page(who, "admin/problem.html", &page.title.clone(), page)?;
        Ok(answer.with_status(status))
    }

    /// Says what is wrong to somebody who is outside.
    pub(super) fn stranger_problem(
        &self,
        status: StatusCode,
        problem: &str,
    ) -> Result<Answer, Error> {
        let page = Problem::of(self, problem);
        let answer = self.threshold("admin/notice.html", &page.title.clone(), page)?;
        Ok(answer.with_status(status))
    }
}

/// What is wrong, in words.
#[derive(Serialize)]
struct Problem {
    title: String,
    lead: String,
}

impl Problem {
    fn of(visit: &Visit<'_>, problem: &str) -> Self {
        let say = |part: &str| {
            let key = format!("admin.problems.{problem}{part}");
            visit.words.say(&key).to_owned()
        };
        Self {
            title: say(""),
            lead: say("_lead"),
        }
    }
}

/// A secret that nobody can guess.
pub(super) fn token() -> Result<Token, Error> {
    Ok(Token::of(chance::bytes().map_err(Error::Chance)?))
}

/// Random bytes for a password.
pub(super) fn salt() -> Result<Salt, Error> {
    chance::bytes().map_err(Error::Chance)
}
