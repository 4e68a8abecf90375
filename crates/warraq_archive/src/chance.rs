//! Chance is passed in: the only place that asks the machine for it.

/// Bytes that nobody can guess, from the system.
///
/// # Errors
/// When the system has none to give, which ends what was asked for: guessable bytes are worse.
pub fn bytes<const N: usize>() -> std::io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    #[test]
    fn chance_does_not_repeat_itself() {
        assert_ne!(super::bytes::<20>().unwrap(), super::bytes::<20>().unwrap());
    }
}
