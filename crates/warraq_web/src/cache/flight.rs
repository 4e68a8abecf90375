//! One page, made once however many ask for it at the same time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::respond::Finished;

/// What those who wait will be given; `None` until the page lands.
type Landing = watch::Receiver<Option<Arc<Finished>>>;

/// Pages that are being made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flights(Arc<Mutex<HashMap<String, Landing>>>);

/// Whether to make a page or to wait for it.
pub(crate) enum Boarding {
    /// Nobody makes it yet.
    Pilot(Pilot),
    /// Somebody does.
    Passenger(Landing),
}

impl Flights {
    /// Asks for the page at `path`.
    pub(crate) fn board(&self, path: &str) -> Boarding {
        let mut flights = self.all();
        if let Some(landing) = flights.get(path) {
            return Boarding::Passenger(landing.clone());
        }
        let (sender, landing) = watch::channel(None);
        flights.insert(path.to_owned(), landing);
        Boarding::Pilot(Pilot {
            flights: self.clone(),
            path: path.to_owned(),
            sender,
        })
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, Landing>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever makes the page. When it is dropped without landing, those who wait make their own.
#[derive(Debug)]
pub(crate) struct Pilot {
    flights: Flights,
    path: String,
    sender: watch::Sender<Option<Arc<Finished>>>,
}

impl Pilot {
    /// Hands the page to everybody who waits.
    pub(crate) fn land(self, page: &Arc<Finished>) {
        self.sender.send_replace(Some(Arc::clone(page)));
    }
}

impl Drop for Pilot {
    fn drop(&mut self) {
        self.flights.all().remove(&self.path);
    }
}

/// Waits for a page that somebody else makes; `None` when they failed.
pub(crate) async fn wait(mut landing: Landing) -> Option<Arc<Finished>> {
    landing.wait_for(Option::is_some).await.ok()?.clone()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::respond::{Answer, CachePolicy, House, Kind};

    fn page() -> Arc<Finished> {
        let answer = Answer::new(Kind::Html, "x", CachePolicy::Page);
        Arc::new(Finished::new(answer, House::of("http://a.example")))
    }

    #[tokio::test]
    async fn the_second_waits_for_the_first() {
        let flights = Flights::default();
        let Boarding::Pilot(pilot) = flights.board("/") else {
            panic!("nobody makes it yet")
        };
        let Boarding::Passenger(landing) = flights.board("/") else {
            panic!("somebody makes it")
        };
        assert!(matches!(flights.board("/other"), Boarding::Pilot(_)));
        pilot.land(&page());
        assert!(wait(landing).await.is_some());
        assert!(matches!(flights.board("/"), Boarding::Pilot(_)));
    }

    #[tokio::test]
    async fn a_pilot_who_is_gone_lets_others_try() {
        let flights = Flights::default();
        let first = flights.board("/");
        let Boarding::Passenger(landing) = flights.board("/") else {
            panic!("somebody makes it")
        };
        drop(first);
        assert!(wait(landing).await.is_none());
        assert!(matches!(flights.board("/"), Boarding::Pilot(_)));
    }
}
