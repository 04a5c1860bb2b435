//! The scenarios that the build for use cannot be held to, and why. One that passes all the same must be taken off the list.

use super::verdict::Trial;

const TOOLS: &str = "it calls tools that only the fixtures have";
const PROMPTS: &str = "it gets prompts that only the fixtures have";
const RESOURCES: &str = "it reads resources, and this server has none";
const LOG: &str = "it hears a log by the protocol, and this server keeps its own on standard error";

const APART: &[(&str, &str)] = &[
    ("caching", RESOURCES),
    ("elicitation-sep1034-defaults", TOOLS),
    ("elicitation-sep1330-enums", TOOLS),
    ("input-required-result-basic-elicitation", TOOLS),
    ("input-required-result-basic-list-roots", TOOLS),
    ("input-required-result-basic-sampling", TOOLS),
    ("input-required-result-capability-check", TOOLS),
    ("input-required-result-multi-round", TOOLS),
    ("input-required-result-multiple-input-requests", TOOLS),
    ("input-required-result-non-tool-request", PROMPTS),
    ("input-required-result-request-state", TOOLS),
    ("input-required-result-result-type", TOOLS),
    ("input-required-result-tampered-state", TOOLS),
    ("logging-set-level", LOG),
    ("prompts-get-embedded-resource", PROMPTS),
    ("prompts-get-simple", PROMPTS),
    ("prompts-get-with-args", PROMPTS),
    ("prompts-get-with-image", PROMPTS),
    ("resources-list", RESOURCES),
    ("resources-read-binary", RESOURCES),
    ("resources-read-text", RESOURCES),
    ("resources-subscribe", RESOURCES),
    ("resources-templates-read", RESOURCES),
    ("resources-unsubscribe", RESOURCES),
    ("server-stateless", TOOLS),
    ("tools-call-audio", TOOLS),
    ("tools-call-elicitation", TOOLS),
    ("tools-call-embedded-resource", TOOLS),
    ("tools-call-error", TOOLS),
    ("tools-call-image", TOOLS),
    ("tools-call-mixed-content", TOOLS),
    ("tools-call-sampling", TOOLS),
    ("tools-call-simple-text", TOOLS),
    ("tools-call-with-logging", LOG),
    ("tools-call-with-progress", TOOLS),
];

/// Why the build for use is not held to a scenario, if it is not.
pub(super) fn reason(scenario: &str) -> Option<&'static str> {
    APART.iter().find(|(name, _)| *name == scenario).map(|(_, reason)| *reason)
}

/// What is on the list and was not tried: the suite has another name for it, or has it no more.
pub(super) fn unheard_of(trials: &[Trial]) -> Vec<&'static str> {
    let names = APART.iter().map(|(name, _)| *name);
    names.filter(|name| trials.iter().all(|trial| trial.name != *name)).collect()
}
