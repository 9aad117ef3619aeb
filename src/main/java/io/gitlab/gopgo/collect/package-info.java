/// Where profiles come from: one class per source, one kind of selection for all of them.
///
/// A source is passed once for all services. What it finds for a service is offered to that
/// service's choice, which keeps the profiles with the smallest hashes; so neither the order of a
/// listing nor an interruption changes what is taken.
@NullMarked
package io.gitlab.gopgo.collect;

import org.jspecify.annotations.NullMarked;
