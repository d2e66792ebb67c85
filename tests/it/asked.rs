//! Questions as people type them: what a right answer holds, and what it must not say.

use remit::{Fact, Graph, Project, Reply};

use crate::support::repository;

fn graph() -> Graph {
    Project::open(repository()).and_then(|p| p.build()).expect("the graph can be built")
}

/// All that a reply tells, in one line of lower case.
fn told(reply: &Reply) -> String {
    let mut out = reply.answer.clone();
    let mut add = |text: &str| {
        out.push(' ');
        out.push_str(text);
    };
    reply.understood.iter().for_each(|[_, meaning]| add(meaning));
    reply.understood.iter().for_each(|[words, _]| add(words));
    let mut fact = |f: &Fact| {
        [
            &f.words,
            f.standing.word(),
            &f.citation.quote,
            &f.citation.who(),
            &f.citation.status,
            &f.citation.place(),
        ]
        .into_iter()
        .for_each(&mut add);
        f.details.iter().for_each(|(_, value)| add(value));
    };
    reply.facts.iter().for_each(&mut fact);
    for dispute in &reply.disagreements {
        dispute.claims.iter().for_each(&mut fact);
    }
    reply.disagreements.iter().for_each(|d| add(&d.why));
    reply.things.iter().for_each(|t| add(&t.name));
    reply.notes.iter().flatten().for_each(|n| add(n));
    if !reply.promised.is_empty() {
        add("promised or planned");
    }
    reply.further.iter().for_each(|further| add(&told(further)));
    if let remit::explore::ask::Told::Gaps(gaps) = &reply.told {
        for gap in gaps {
            add(&gap.question);
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[test]
fn questions_as_people_type_them_are_answered() {
    let graph = graph();
    let path = repository().join("tests/cases/asked.csv");
    let mut wrong = Vec::new();
    for row in csv::Reader::from_path(path).unwrap().records() {
        let row = row.unwrap();
        let reply = told(&graph.ask(&row[0]).unwrap());
        let parts = |i: usize| row[i].split(';').map(|p| p.trim().to_lowercase()).filter(|p| !p.is_empty());
        let missing: Vec<String> = parts(1).filter(|p| !reply.contains(p)).collect();
        // What was understood repeats words of the question; only what is answered can say too much.
        let said: Vec<String> = parts(2).filter(|p| reply.contains(p)).collect();
        if !missing.is_empty() || !said.is_empty() {
            wrong.push(format!(
                "{}: missing {missing:?}, says {said:?}: {}",
                &row[0],
                reply.chars().take(600).collect::<String>()
            ));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
