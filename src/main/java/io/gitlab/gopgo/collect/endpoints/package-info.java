/// pprof endpoints: profiles recorded by running processes for the run that asks.
///
/// `Discovery` finds the `Node`s, `NodeDraw` picks some of them for each service, `Recorder` asks
/// each of these once, `EndpointsSource` says what was missing.
@NullMarked
package io.gitlab.gopgo.collect.endpoints;

import org.jspecify.annotations.NullMarked;
