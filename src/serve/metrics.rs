//! What is counted while the server runs, in the text form of Prometheus (<https://prometheus.io/docs/instrumenting/exposition_formats/>).

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::worker;

/// The upper ends of the classes of how long queries take, in milliseconds.
const CLASSES: [u64; 10] = [1, 5, 10, 25, 50, 100, 500, 1_000, 5_000, 10_000];

/// The counts of a server.
#[derive(Default)]
pub(super) struct Metrics(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    requests: BTreeMap<u16, u64>,
    bytes: u64,
    queries: BTreeMap<&'static str, u64>,
    /// How many queries took at most so long.
    took: [u64; CLASSES.len()],
    milliseconds: u64,
    kills: u64,
}

impl Metrics {
    fn with<T>(&self, work: impl FnOnce(&mut Counts) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Counts a request that was answered.
    pub(super) fn answered(&self, status: u16, bytes: u64) {
        self.with(|counts| {
            *counts.requests.entry(status).or_default() += 1;
            counts.bytes += bytes;
        });
    }

    /// Counts a query, how it ended and how long it took.
    pub(super) fn asked(&self, outcome: &'static str, took: Duration) {
        let took = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        self.with(|counts| {
            *counts.queries.entry(outcome).or_default() += 1;
            counts.milliseconds = counts.milliseconds.saturating_add(took);
            for (count, class) in counts.took.iter_mut().zip(CLASSES) {
                *count += u64::from(took <= class);
            }
        });
    }

    /// Counts a worker that was ended in the middle of its work.
    pub(super) fn killed(&self) {
        self.with(|counts| counts.kills += 1);
    }

    /// All counts, with how many workers answer, how many are ready to, and how many requests wait.
    pub(super) fn text(&self, busy: usize, ready: usize, waiting: usize) -> String {
        let mut out = String::new();
        let mut family = |name: &str, kind: &str, help: &str, lines: &[(String, String)]| {
            let _ = writeln!(out, "# HELP remit_{name} {help}\n# TYPE remit_{name} {kind}");
            for (labels, value) in lines {
                let _ = writeln!(out, "remit_{name}{labels} {value}");
            }
        };
        let plain = |value: u64| vec![(String::new(), value.to_string())];
        self.with(|counts| {
            let requests =
                counts.requests.iter().map(|(s, n)| (format!("{{status=\"{s}\"}}"), n.to_string()));
            family("requests_total", "counter", "Requests by status.", &requests.collect::<Vec<_>>());
            let queries = counts.queries.iter().map(|(o, n)| (format!("{{outcome=\"{o}\"}}"), n.to_string()));
            family("queries_total", "counter", "Queries by outcome.", &queries.collect::<Vec<_>>());
            let all = counts.queries.values().sum::<u64>().to_string();
            let seconds = |milliseconds: u64| (milliseconds as f64 / 1000.0).to_string();
            let classes = CLASSES.iter().zip(counts.took);
            let mut took: Vec<(String, String)> = classes
                .map(|(class, n)| (format!("_bucket{{le=\"{}\"}}", seconds(*class)), n.to_string()))
                .collect();
            took.push(("_bucket{le=\"+Inf\"}".to_owned(), all.clone()));
            took.push(("_sum".to_owned(), seconds(counts.milliseconds)));
            took.push(("_count".to_owned(), all));
            family("query_seconds", "histogram", "How long queries took, waiting included.", &took);
            family(
                "worker_kills_total",
                "counter",
                "Workers ended in the middle of a query.",
                &plain(counts.kills),
            );
            family("sent_bytes_total", "counter", "Bytes of answers.", &plain(counts.bytes));
        });
        family("workers_busy", "gauge", "Workers that answer a query.", &plain(busy as u64));
        family("workers_ready", "gauge", "Workers that wait for a query.", &plain(ready as u64));
        family("queries_waiting", "gauge", "Queries that wait for a worker.", &plain(waiting as u64));
        if let Some(resident) = worker::resident() {
            family("resident_bytes", "gauge", "Memory of the server without its workers.", &plain(resident));
        }
        out
    }
}
