//! Coming in, and going out.

use super::password::Verdict;
use super::session::{DEVICE_MS, IDLE_MS, LASTS_MS, MOST_TRIES, SECOND_STEP_MS, Stage, is_within};
use super::{
    AccountStanding, By, Deed, OpenSession, Password, Reach, RecoveryCode, Salt, SignedIn, audit,
};
use crate::archive::Archive;
use crate::model::{EmailAddress, SessionId, Timestamp, Token};
use crate::store::account::Kept;
use crate::store::{Conn, DbError, StoreError, account, session};

/// Between two notes that a browser was seen: reading a page must not write to the disk.
const SEEN_EVERY_MS: i64 = 60_000;
/// The longest name of a browser that is kept, in letters.
const LONGEST_AGENT: usize = 200;

/// Somebody tries to come in.
#[derive(Debug)]
pub struct Attempt<'a> {
    /// The address that was typed.
    pub email: &'a str,
    /// The password that was typed.
    pub password: &'a Password,
    /// For keeping the password anew, when it is kept in a way of long ago.
    pub salt: Salt,
    /// What the browser will carry.
    pub token: &'a Token,
    /// By what the browser will be known.
    pub device: &'a Token,
    /// What the browser calls itself.
    pub agent: &'a str,
}

/// What becomes of somebody at the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entrance {
    /// No: for whatever reason, which nobody is told.
    Refused,
    /// The password is right; a code is asked for. The token opens that question only.
    SecondStep,
    /// In.
    Inside,
    /// It took too long, or too many tries: begin again.
    Over,
}

/// Why nobody could be let in or kept out.
#[derive(Debug, thiserror::Error)]
pub enum DoorError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A password could not be hashed.
    #[error("a password could not be hashed: {0}")]
    Hash(argon2::password_hash::Error),
}

impl From<DbError> for DoorError {
    fn from(error: DbError) -> Self {
        Self::Store(error.into())
    }
}

impl Archive {
    /// Lets somebody in whose password is right, as far as their second factor.
    ///
    /// Takes as long, and answers the same, whether somebody works here or not.
    pub fn sign_in(&self, attempt: &Attempt<'_>) -> Result<Entrance, DoorError> {
        let folded = EmailAddress::parse(attempt.email).map(|email| email.folded());
        let found = self.look(move |conn| {
            let found = folded.map(|folded| account::by_address(conn, &folded));
            Ok(found.transpose()?.flatten())
        })?;
        let found = found.filter(|found| found.account.standing == AccountStanding::Active);
        let kept = found.as_ref().map(|found| found.password.as_str());
        let verdict = attempt.password.verify(kept);
        let (Some(found), true) = (&found, verdict != Verdict::Wrong) else {
            return Ok(Entrance::Refused);
        };
        let anew = match verdict {
            Verdict::RightAndOld => Some(
                attempt
                    .password
                    .hashed(attempt.salt)
                    .map_err(DoorError::Hash)?,
            ),
            Verdict::Right | Verdict::Wrong => None,
        };
        let now = self.clock().now();
        self.write(|tx| {
            account::hold_still(tx, found.account.id)?;
            // Somebody may have changed it while it was compared.
            let Some(still) = still_active(tx, found)? else {
                return Ok(Entrance::Refused);
            };
            if let Some(hash) = &anew {
                account::set_password(tx, still.account.id, hash)?;
            }
            session::forget_expired(tx, before(now, IDLE_MS), now)?;
            let agent = shortened(attempt.agent);
            if still.totp.is_some() {
                let times = (now, after(now, SECOND_STEP_MS));
                let id = still.account.id;
                session::open(tx, attempt.token, id, Stage::Password, &agent, times)?;
                return Ok(Entrance::SecondStep);
            }
            enter(tx, &still, (attempt.token, attempt.device), &agent, now)?;
            Ok(Entrance::Inside)
        })
    }

    /// Lets somebody in who has given their password, when the code is right: one of their device, or
    /// one of those on paper.
    pub fn second_step(
        &self,
        waiting: &Token,
        typed: &str,
        (token, device): (&Token, &Token),
        agent: &str,
    ) -> Result<Entrance, StoreError> {
        let now = self.clock().now();
        self.write(|tx| {
            let since = before(now, SECOND_STEP_MS);
            let Some(row) = session::by_token(tx, waiting, Stage::Password, since, now)? else {
                return Ok(Entrance::Over);
            };
            account::hold_still(tx, row.account)?;
            let kept = account::kept(tx, row.account)?;
            let kept = kept.filter(|kept| kept.account.standing == AccountStanding::Active);
            let Some(kept) = kept.filter(|_| row.tries < MOST_TRIES) else {
                session::end(tx, row.account, row.id)?;
                return Ok(Entrance::Over);
            };
            if !is_right_code(tx, &kept, typed, now)? {
                session::tried(tx, row.id)?;
                return Ok(Entrance::Refused);
            }
            session::end(tx, row.account, row.id)?;
            enter(tx, &kept, (token, device), &shortened(agent), now)?;
            Ok(Entrance::Inside)
        })
    }

    /// Whose password was given and whose code is waited for.
    pub fn waits_for_code(&self, token: &Token) -> Result<Option<EmailAddress>, StoreError> {
        let now = self.clock().now();
        let token = token.clone();
        self.look(move |conn| {
            let since = before(now, SECOND_STEP_MS);
            let Some(row) = session::by_token(conn, &token, Stage::Password, since, now)? else {
                return Ok(None);
            };
            Ok(account::kept(conn, row.account)?.map(|kept| kept.account.email))
        })
    }

    /// Who carries a token.
    pub fn signed_in(&self, token: &Token) -> Result<Option<SignedIn>, StoreError> {
        let now = self.clock().now();
        let token = token.clone();
        let settings = self.settings();
        self.look(move |conn| {
            let since = before(now, IDLE_MS);
            let Some(row) = session::by_token(conn, &token, Stage::Inside, since, now)? else {
                return Ok(None);
            };
            let kept = account::kept(conn, row.account)?;
            let kept = kept.filter(|kept| kept.account.standing == AccountStanding::Active);
            let Some(kept) = kept else {
                return Ok(None);
            };
            let account = kept.account;
            let reach = if account.role.is_bound_to_sections() {
                Reach::Sections(account::reach(conn, account.id)?)
            } else {
                Reach::Everywhere
            };
            let lacks = settings.second_factor.contains(&account.role) && !account.has_totp;
            let times = (row.proved_at, row.seen_at);
            Ok(Some(SignedIn::of(
                account, row.id, times, lacks, reach, now,
            )))
        })
    }

    /// Notes that somebody's browser was seen, once a minute.
    pub fn note_seen(&self, who: &SignedIn) -> Result<(), StoreError> {
        let now = self.clock().now();
        if is_within(who.seen_at(), SEEN_EVERY_MS, now) {
            return Ok(());
        }
        self.write(|tx| Ok(session::seen(tx, who.session(), now)?))
    }

    /// Takes the password of somebody who is in once more, for what is grave; whether it was right.
    /// The browser gets a new token.
    pub fn prove_again(
        &self,
        who: &SignedIn,
        password: &Password,
        token: &Token,
    ) -> Result<bool, StoreError> {
        let id = who.account().id;
        let kept = self.look(move |conn| account::kept(conn, id))?;
        let kept = kept.map(|kept| kept.password);
        if password.verify(kept.as_deref()) == Verdict::Wrong {
            return Ok(false);
        }
        let now = self.clock().now();
        self.write(|tx| Ok::<_, StoreError>(session::prove(tx, who.session(), token, now)?))?;
        Ok(true)
    }

    /// Whether somebody with this address has come in with this browser before.
    pub fn is_known_device(&self, device: &Token, email: &str) -> Result<bool, StoreError> {
        let Some(email) = EmailAddress::parse(email) else {
            return Ok(false);
        };
        let now = self.clock().now();
        let device = device.clone();
        self.look(move |conn| session::is_known(conn, &device, &email.folded(), now))
    }

    /// Lets somebody out. A second call does no harm.
    pub fn sign_out(&self, who: &SignedIn) -> Result<(), StoreError> {
        self.act(&By::own(who.account()), |tx, _| {
            session::end(tx, who.account().id, who.session())?;
            Ok::<_, StoreError>(((), Deed::new("signed-out", "")))
        })
    }

    /// Where somebody is signed in.
    pub fn sessions(&self, who: &SignedIn) -> Result<Vec<OpenSession>, StoreError> {
        let now = self.clock().now();
        let id = who.account().id;
        self.look(move |conn| session::of_account(conn, id, before(now, IDLE_MS), now))
    }

    /// Lets somebody out of one of their browsers.
    pub fn end_session(&self, who: &SignedIn, id: SessionId) -> Result<(), StoreError> {
        self.act(&By::own(who.account()), |tx, _| {
            session::end(tx, who.account().id, id)?;
            Ok::<_, StoreError>(((), Deed::new("session-ended", "")))
        })
    }

    /// Lets somebody out of all browsers but this one, which alone stays known.
    pub fn end_other_sessions(&self, who: &SignedIn) -> Result<(), StoreError> {
        self.act(&By::own(who.account()), |tx, _| {
            session::end_others(tx, who.account().id, Some(who.session()))?;
            session::forget_devices(tx, who.account().id)?;
            Ok::<_, StoreError>(((), Deed::new("sessions-ended", "")))
        })
    }
}

/// Somebody as they are now, if nothing changed since they were found.
fn still_active(tx: &mut Conn, found: &Kept) -> Result<Option<Kept>, DbError> {
    let still = account::kept(tx, found.account.id)?;
    Ok(still.filter(|still| {
        still.account.standing == AccountStanding::Active && still.password == found.password
    }))
}

fn is_right_code(tx: &mut Conn, kept: &Kept, typed: &str, now: Timestamp) -> Result<bool, DbError> {
    let id = kept.account.id;
    let Some(secret) = &kept.totp else {
        return Ok(false);
    };
    if let Some(step) = secret.step(typed, kept.totp_step, now) {
        return account::use_step(tx, id, step);
    }
    let Some(code) = RecoveryCode::typed(typed) else {
        return Ok(false);
    };
    let was_one = account::use_recovery(tx, id, &code)?;
    if was_one {
        let deed = Deed::new("recovery-used", "");
        audit::record(tx, &By::own(&kept.account), &deed, now)?;
    }
    Ok(was_one)
}

fn enter(
    tx: &mut Conn,
    kept: &Kept,
    (token, device): (&Token, &Token),
    agent: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let id = kept.account.id;
    session::open(
        tx,
        token,
        id,
        Stage::Inside,
        agent,
        (now, after(now, LASTS_MS)),
    )?;
    // The same browser comes in again and again under the same name.
    session::forget_device(tx, device)?;
    session::know_device(tx, device, id, after(now, DEVICE_MS))?;
    account::signed_in(tx, id, now)?;
    let deed = Deed::new("signed-in", "").with(agent);
    audit::record(tx, &By::own(&kept.account), &deed, now)
}

fn shortened(agent: &str) -> String {
    agent
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_AGENT)
        .collect()
}

fn after(at: Timestamp, millis: i64) -> Timestamp {
    Timestamp::from_millis(at.millis().saturating_add(millis))
}

fn before(at: Timestamp, millis: i64) -> Timestamp {
    after(at, -millis)
}
