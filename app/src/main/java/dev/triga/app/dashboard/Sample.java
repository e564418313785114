package dev.triga.app.dashboard;

/// What the page shows at one moment.
///
/// @param json as text, made once for everybody who watches
/// @param nanos when, by the reactor's clock
record Sample(String json, long nanos) {}
