//! Writing and publishing as whoever may do everything, in a line each.

use warraq_archive::accounts::{Allowed, Attempt, NewAccount, Password, Role, SignedIn, right};
use warraq_archive::desk::{
    DeskError, DeskQuery, DeskStanding, Editing, Manuscript, Publication, Publishing, When,
};
use warraq_archive::model::{
    ArticleId, EmailAddress, Key, Listing, Published, PublishedArticle, Resolved, RevisionId,
    Timestamp, Token,
};
use warraq_archive::verify;

use super::{Fixture, NOW};

pub const HOUR: i64 = 3_600_000;

pub fn later(fixture: &Fixture, millis: i64) {
    fixture
        .clock
        .set(Timestamp::from_millis(NOW.millis() + millis));
}

pub fn write() -> Allowed<right::Write> {
    Allowed::by_operator()
}

pub fn text(headline: &str) -> Manuscript {
    Manuscript {
        headline: headline.to_owned(),
        kicker: "علوم".to_owned(),
        standfirst: "أربعة مواسم من الحفر.".to_owned(),
        body: "قضى الفريق أربعة مواسم في جمع العيّنات.\n\nثم قارنها.".to_owned(),
        byline: vec!["رنا العلي".to_owned()],
        tags: vec!["الرياح".to_owned(), "رُبى".to_owned()],
        ..Manuscript::default()
    }
}

pub fn somebody(fixture: &Fixture, email: &str, role: Role, n: u8) -> SignedIn {
    let new = NewAccount {
        name: "رنا العلي".to_owned(),
        email: EmailAddress::parse(email).unwrap(),
        role,
    };
    let (key, archive) = (Key::of([n; 20]), &fixture.archive);
    archive
        .invite(&Allowed::by_operator(), &new, &key, None)
        .unwrap();
    let password = Password::typed("قهوة على سطح الجيران");
    assert!(
        archive
            .set_password_by_link(&key, &password, [n; 16])
            .unwrap()
    );
    let attempt = Attempt {
        email,
        password: &password,
        salt: [9; 16],
        token: &Token::of([n; 32]),
        device: &Token::of([n + 100; 32]),
        agent: "Firefox",
    };
    archive.sign_in(&attempt).unwrap();
    archive.signed_in(&Token::of([n; 32])).unwrap().unwrap()
}

pub struct Desk<'a>(pub &'a Fixture);

impl Desk<'_> {
    pub fn begin(&self, headline: &str) -> ArticleId {
        let archive = &self.0.archive;
        archive.begin_article(&write(), &text(headline)).unwrap()
    }

    pub fn newest(&self, id: ArticleId) -> RevisionId {
        let any = Allowed::by_operator();
        let article = self.0.archive.desk_article(Editing::Any(&any), id);
        article.unwrap().newest.id
    }

    pub fn save(
        &self,
        id: ArticleId,
        from: RevisionId,
        text: &Manuscript,
    ) -> Result<(), DeskError> {
        let any = Allowed::by_operator();
        let saved = self
            .0
            .archive
            .save_article(Editing::Any(&any), id, from, text);
        saved.map(|_| ())
    }

    pub fn publish(&self, id: ArticleId, when: When) -> Result<(), DeskError> {
        let any = Allowed::by_operator();
        let publication = Publication {
            revision: self.newest(id),
            when,
            marks_change: true,
        };
        self.0
            .archive
            .publish_article(Publishing::Any(&any), id, publication)
    }

    pub fn withdraw(&self, id: ArticleId, reason: &str) -> Result<(), DeskError> {
        let any = Allowed::by_operator();
        self.0
            .archive
            .withdraw_article(Publishing::Any(&any), id, reason)
    }

    pub fn take_back(&self, id: ArticleId) -> Result<(), DeskError> {
        let any = Allowed::by_operator();
        self.0.archive.take_back_article(Publishing::Any(&any), id)
    }

    pub fn standing(&self, id: ArticleId) -> DeskStanding {
        let any = Allowed::by_operator();
        let article = self.0.archive.desk_article(Editing::Any(&any), id);
        article.unwrap().standing
    }

    pub fn path(&self, id: ArticleId) -> String {
        let any = Allowed::by_operator();
        let article = self.0.archive.desk_article(Editing::Any(&any), id);
        article.unwrap().path
    }

    pub fn seen(&self, id: ArticleId) -> Option<PublishedArticle> {
        let found = self.0.archive.read_here(|reading| reading.article(id));
        found.unwrap().map(Published::into_inner)
    }

    pub fn listed(&self) -> usize {
        let cards = self
            .0
            .archive
            .read_here(|reading| reading.newest(Listing::All, 9));
        cards.unwrap().len()
    }

    pub fn resolve(&self, path: &str) -> Resolved {
        let path = warraq_text::path::canonical(path);
        let found = self.0.archive.read_here(|reading| reading.resolve(&path));
        found.unwrap()
    }

    pub fn lines(&self, standing: DeskStanding, words: &str) -> Vec<String> {
        let any = Allowed::by_operator();
        let query = DeskQuery {
            standing,
            words: words.to_owned(),
            ..DeskQuery::default()
        };
        let page = self.0.archive.desk(Editing::Any(&any), &query).unwrap();
        page.lines.into_iter().map(|line| line.headline).collect()
    }
}

impl Drop for Desk<'_> {
    /// Whatever was done, the archive holds together.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let archive = &self.0.archive;
            archive.index().follow(archive).unwrap();
            let found = verify::verify(archive, &|_, _| {}).unwrap();
            assert!(found.faults.is_empty(), "{:?}", found.faults);
        }
    }
}
