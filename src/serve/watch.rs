//! New generations: files are looked at every half second, and where they changed, and are still for as long, the site is made anew
//! in the background.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use super::answer::Server;
use super::{Event, STACK, Served};
use crate::project::{Look, Watch};

/// How often files are looked at.
const PAUSE: Duration = Duration::from_millis(500);

/// A site, and the files that it was made from.
pub struct Loaded {
    /// What is served.
    pub served: Served,
    /// Where its files are.
    pub watch: Watch,
    /// How they were when they were read.
    pub look: Look,
}

/// Makes a site anew from the files, or says why it cannot.
pub type Reload<F> = Box<dyn Fn() -> Result<Loaded, F> + Send>;

/// Begins to look at files, until the value that is given back goes.
pub(super) fn begin<F: Send + 'static>(
    (mut watch, mut seen): (Watch, Look),
    reload: Reload<F>,
    server: Arc<Server>,
    tell: Arc<impl Fn(Event<F>) + Send + Sync + 'static>,
) -> io::Result<Sender<()>> {
    let (stop, stopped) = mpsc::channel::<()>();
    let work = move || {
        // What was seen last, where it is not what the site was made from.
        let mut moving = None;
        while stopped.recv_timeout(PAUSE) == Err(RecvTimeoutError::Timeout) {
            let now = watch.look();
            if now == seen {
                moving = None;
                continue;
            }
            // An editor may be in the middle of its work.
            if moving.as_ref() != Some(&now) {
                moving = Some(now);
                continue;
            }
            // What changes from here on is seen next time.
            seen = now;
            match catch_unwind(AssertUnwindSafe(&reload)) {
                Ok(Ok(loaded)) => {
                    server.renew(loaded.served);
                    watch = loaded.watch;
                    tell(Event::Renewed);
                }
                Ok(Err(why)) => tell(Event::NotRenewed(why)),
                Err(_) => tell(Event::Blind),
            }
        }
    };
    thread::Builder::new().name("watch".to_owned()).stack_size(STACK).spawn(work)?;
    Ok(stop)
}
