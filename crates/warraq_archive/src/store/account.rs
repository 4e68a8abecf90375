//! Who works in the newsroom.

use super::db::{Conn, DbError, Row, params};
use super::outbox::address;
use crate::accounts::{
    Account, AccountStanding, LinkPurpose, NewAccount, RecoveryCode, Role, TotpSecret,
};
use crate::model::{AccountId, EmailAddress, Key, SectionId, Timestamp};

/// What is kept of somebody's proofs.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) account: Account,
    /// Empty for nobody who can sign in.
    pub(crate) password: String,
    pub(crate) totp: Option<TotpSecret>,
    /// The step of the last code that was used.
    pub(crate) totp_step: i64,
}

/// Adds somebody without a password; `None` when the address is another's.
pub(crate) fn add(
    tx: &mut Conn,
    new: &NewAccount,
    now: Timestamp,
) -> Result<Option<AccountId>, DbError> {
    const SQL: &str = "insert into account (folded, email, name, role, standing, password, totp, \
        totp_step, created_at, signed_in_at) values ($1, $2, $3, $4, $5, '', null, 0, $6, null)";
    let folded = new.email.folded();
    if by_address(tx, &folded)?.is_some() {
        return Ok(None);
    }
    let standing = AccountStanding::Invited.number();
    let values = params![
        &folded,
        new.email.as_str(),
        &new.name,
        new.role.name(),
        standing,
        now.millis()
    ];
    Ok(Some(AccountId(tx.insert(SQL, values)?)))
}

/// Everybody, those who came first first.
pub(crate) fn all(conn: &mut Conn) -> Result<Vec<Account>, DbError> {
    const SQL: &str = "select id, email, name, role, standing, totp is not null, created_at, \
        signed_in_at from account order by id";
    conn.query(SQL, params![], read_account)
}

/// Whether there is anybody at all.
pub(crate) fn is_empty(conn: &mut Conn) -> Result<bool, DbError> {
    let any = conn.first("select id from account limit 1", params![], |row| {
        row.int(0)
    })?;
    Ok(any.is_none())
}

/// Somebody by number, with what is kept of their proofs.
pub(crate) fn kept(conn: &mut Conn, id: AccountId) -> Result<Option<Kept>, DbError> {
    const SQL: &str = "select id, email, name, role, standing, totp is not null, created_at, \
        signed_in_at, password, totp, totp_step from account where id = $1";
    conn.first(SQL, params![id.0], read_kept)
}

/// Somebody by the folded spelling of their address.
pub(crate) fn by_address(conn: &mut Conn, folded: &str) -> Result<Option<Kept>, DbError> {
    const SQL: &str = "select id, email, name, role, standing, totp is not null, created_at, \
        signed_in_at, password, totp, totp_step from account where folded = $1";
    conn.first(SQL, params![folded], read_kept)
}

/// Keeps anybody else from changing somebody until this transaction ends.
pub(crate) fn hold_still(tx: &mut Conn, id: AccountId) -> Result<(), DbError> {
    tx.execute(
        "update account set role = role where id = $1",
        params![id.0],
    )?;
    Ok(())
}

/// Keeps the administrators as they are until this transaction ends, and counts those who can sign in.
pub(crate) fn active_administrators(tx: &mut Conn) -> Result<usize, DbError> {
    const HOLD: &str = "update account set role = role where role = $1";
    const COUNT: &str = "select count(*) from account where role = $1 and standing = $2";
    let role = Role::Administrator.name();
    tx.execute(HOLD, params![role])?;
    let values = params![role, AccountStanding::Active.number()];
    let count = tx.first(COUNT, values, |row| row.count(0))?;
    Ok(count.unwrap_or(0))
}

/// Sets what somebody is.
pub(crate) fn set_role(tx: &mut Conn, id: AccountId, role: Role) -> Result<(), DbError> {
    let values = params![id.0, role.name()];
    tx.execute("update account set role = $2 where id = $1", values)?;
    Ok(())
}

/// Sets whether somebody can come in.
pub(crate) fn set_standing(
    tx: &mut Conn,
    id: AccountId,
    standing: AccountStanding,
) -> Result<(), DbError> {
    let values = params![id.0, standing.number()];
    tx.execute("update account set standing = $2 where id = $1", values)?;
    Ok(())
}

/// Keeps a password, hashed.
pub(crate) fn set_password(tx: &mut Conn, id: AccountId, hash: &str) -> Result<(), DbError> {
    let values = params![id.0, hash];
    tx.execute("update account set password = $2 where id = $1", values)?;
    Ok(())
}

/// Notes that somebody came in.
pub(crate) fn signed_in(tx: &mut Conn, id: AccountId, now: Timestamp) -> Result<(), DbError> {
    let values = params![id.0, now.millis()];
    tx.execute("update account set signed_in_at = $2 where id = $1", values)?;
    Ok(())
}

/// Keeps the secret of a second device, or none; `step` is that of the code that proved it.
pub(crate) fn set_totp(
    tx: &mut Conn,
    id: AccountId,
    secret: Option<&TotpSecret>,
    step: i64,
) -> Result<(), DbError> {
    const SQL: &str = "update account set totp = $2, totp_step = $3 where id = $1";
    let secret = secret.map(TotpSecret::bytes);
    tx.execute(SQL, params![id.0, secret, step])?;
    Ok(())
}

/// Notes that the code of a step was used; `false` when it, or a later one, was used before.
pub(crate) fn use_step(tx: &mut Conn, id: AccountId, step: i64) -> Result<bool, DbError> {
    const SQL: &str = "update account set totp_step = $2 where id = $1 and totp_step < $2";
    Ok(tx.execute(SQL, params![id.0, step])? == 1)
}

/// Replaces the codes on paper.
pub(crate) fn set_recovery(
    tx: &mut Conn,
    id: AccountId,
    codes: &[RecoveryCode],
) -> Result<(), DbError> {
    const ADD: &str = "insert into account_recovery (account_id, hash) values ($1, $2)";
    let sql = "delete from account_recovery where account_id = $1";
    tx.execute(sql, params![id.0])?;
    for code in codes {
        let hash = code.hash();
        tx.execute(ADD, params![id.0, hash.as_slice()])?;
    }
    Ok(())
}

/// Uses up a code on paper; whether it was one.
pub(crate) fn use_recovery(
    tx: &mut Conn,
    id: AccountId,
    code: &RecoveryCode,
) -> Result<bool, DbError> {
    const SQL: &str = "delete from account_recovery where account_id = $1 and hash = $2";
    let hash = code.hash();
    Ok(tx.execute(SQL, params![id.0, hash.as_slice()])? == 1)
}

/// How many codes on paper are left.
pub(crate) fn recovery_left(conn: &mut Conn, id: AccountId) -> Result<usize, DbError> {
    const SQL: &str = "select count(*) from account_recovery where account_id = $1";
    let left = conn.first(SQL, params![id.0], |row| row.count(0))?;
    Ok(left.unwrap_or(0))
}

/// Lets a link set somebody's password. The links before it open nothing any more.
pub(crate) fn set_link(
    tx: &mut Conn,
    id: AccountId,
    key: &Key,
    purpose: LinkPurpose,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    const SQL: &str = "insert into account_link (hash, account_id, purpose, expires_at) \
        values ($1, $2, $3, $4)";
    remove_links(tx, id)?;
    let hash = key.hash();
    let values = params![hash.as_slice(), id.0, purpose.number(), expires_at.millis()];
    tx.execute(SQL, values)?;
    Ok(())
}

/// Whose a link is, and what for.
pub(crate) fn by_link(
    conn: &mut Conn,
    key: &Key,
    now: Timestamp,
) -> Result<Option<(AccountId, LinkPurpose)>, DbError> {
    const SQL: &str = "select account_id, purpose from account_link \
        where hash = $1 and expires_at > $2";
    let hash = key.hash();
    conn.first(SQL, params![hash.as_slice(), now.millis()], |row| {
        Ok((AccountId(row.int(0)?), LinkPurpose::numbered(row.int(1)?)))
    })
}

/// Uses up a link; `false` when another was faster.
pub(crate) fn use_link(tx: &mut Conn, key: &Key) -> Result<bool, DbError> {
    let hash = key.hash();
    let gone = tx.execute(
        "delete from account_link where hash = $1",
        params![hash.as_slice()],
    )?;
    Ok(gone == 1)
}

/// Takes away all links of somebody.
pub(crate) fn remove_links(tx: &mut Conn, id: AccountId) -> Result<(), DbError> {
    let sql = "delete from account_link where account_id = $1";
    tx.execute(sql, params![id.0])?;
    Ok(())
}

fn read_account(row: &Row<'_>) -> Result<Account, DbError> {
    let role = row.text(3)?;
    Ok(Account {
        id: AccountId(row.int(0)?),
        email: read_address(row, 1)?,
        name: row.text(2)?,
        role: Role::named(&role).ok_or(DbError::Column {
            column: 3,
            wanted: "a role",
            found: role,
        })?,
        standing: AccountStanding::numbered(row.int(4)?),
        has_totp: row.truth(5)?,
        created_at: Timestamp::from_millis(row.int(6)?),
        signed_in_at: row.optional_int(7)?.map(Timestamp::from_millis),
    })
}

fn read_address(row: &Row<'_>, column: usize) -> Result<EmailAddress, DbError> {
    address(column, &row.text(column)?)
}

fn read_kept(row: &Row<'_>) -> Result<Kept, DbError> {
    Ok(Kept {
        account: read_account(row)?,
        password: row.text(8)?,
        totp: row
            .optional_blob(9)?
            .and_then(|bytes| TotpSecret::kept(&bytes)),
        totp_step: row.int(10)?,
    })
}

/// The sections that somebody edits.
pub(crate) fn sections(conn: &mut Conn, id: AccountId) -> Result<Vec<SectionId>, DbError> {
    const SQL: &str = "select section_id from account_section where account_id = $1 \
        order by section_id";
    conn.query(SQL, params![id.0], |row| Ok(SectionId(row.int(0)?)))
}

/// The sections that somebody edits, and all that stand below them.
pub(crate) fn reach(conn: &mut Conn, id: AccountId) -> Result<Vec<SectionId>, DbError> {
    const SQL: &str = "with recursive below (id) as ( \
        select section_id from account_section where account_id = $1 \
        union select s.id from section s join below on s.parent_id = below.id) \
        select id from below";
    conn.query(SQL, params![id.0], |row| Ok(SectionId(row.int(0)?)))
}

/// Sets the sections that somebody edits.
pub(crate) fn set_sections(
    tx: &mut Conn,
    id: AccountId,
    sections: &[SectionId],
) -> Result<(), DbError> {
    const CLEAR: &str = "delete from account_section where account_id = $1";
    const SQL: &str = "insert into account_section (account_id, section_id) values ($1, $2) \
        on conflict (account_id, section_id) do nothing";
    tx.execute(CLEAR, params![id.0])?;
    for section in sections {
        tx.execute(SQL, params![id.0, section.0])?;
    }
    Ok(())
}
