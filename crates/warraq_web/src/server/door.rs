//! Who may connect: so many in all, so many from one address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Counts connections as they come and go.
#[derive(Debug)]
pub(super) struct Door {
    most: usize,
    most_of_one: usize,
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    all: usize,
    by_address: HashMap<u128, usize>,
}

/// A connection that was let in; it leaves when dropped.
#[derive(Debug)]
pub(super) struct Guest {
    door: Arc<Door>,
    address: Option<u128>,
}

impl Door {
    pub(super) fn new(most: usize, most_of_one: usize) -> Self {
        Self {
            most,
            most_of_one,
            inside: Mutex::default(),
        }
    }

    /// Lets a connection in, or `None` when there are too many.
    pub(super) fn let_in(self: &Arc<Self>, from: IpAddr) -> Option<Guest> {
        let address = neighbourhood(from);
        let mut inside = self.inside();
        if inside.all >= self.most {
            return None;
        }
        if let Some(address) = address {
            let of_one = inside.by_address.entry(address).or_default();
            if *of_one >= self.most_of_one {
                return None;
            }
            *of_one += 1;
        }
        inside.all += 1;
        drop(inside);
        Some(Guest {
            door: Arc::clone(self),
            address,
        })
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut inside = self.door.inside();
        inside.all = inside.all.saturating_sub(1);
        if let Some(address) = self.address
            && let Some(of_one) = inside.by_address.get_mut(&address)
        {
            *of_one -= 1;
            if *of_one == 0 {
                inside.by_address.remove(&address);
            }
        }
    }
}

/// What counts as one address: an IPv4 address, or the /64 that one customer of IPv6 is given.
/// `None` for this machine.
fn neighbourhood(address: IpAddr) -> Option<u128> {
    let address = address.to_canonical();
    if address.is_loopback() {
        return None;
    }
    Some(match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address) & !u128::from(u64::MAX),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn one_address_cannot_take_the_place_of_all() {
        let door = Arc::new(Door::new(100, 2));
        let first = door.let_in(address("192.0.2.1"));
        let _second = door.let_in(address("::ffff:192.0.2.1"));
        assert!(door.let_in(address("192.0.2.1")).is_none());
        assert!(door.let_in(address("192.0.2.2")).is_some());
        drop(first);
        assert!(door.let_in(address("192.0.2.1")).is_some());
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let door = Arc::new(Door::new(100, 1));
        let _first = door.let_in(address("2001:db8::1"));
        assert!(door.let_in(address("2001:db8::2")).is_none());
        assert!(door.let_in(address("2001:db8:0:1::1")).is_some());
    }

    #[test]
    fn a_proxy_on_this_machine_is_not_one_reader() {
        let door = Arc::new(Door::new(3, 1));
        let guests: Vec<_> = (0..3)
            .filter_map(|_| door.let_in(address("127.0.0.1")))
            .collect();
        assert_eq!(guests.len(), 3);
        assert!(door.let_in(address("127.0.0.1")).is_none());
    }
}
