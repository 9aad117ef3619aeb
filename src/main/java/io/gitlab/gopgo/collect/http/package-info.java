/// HTTP to whatever has profiles: one client for all sources but Google's listing.
///
/// `HttpCalls` asks once, or again where that can help; it follows redirects by hand, so that the
/// headers of `Credentials` never leave the origin that they are for; `Tls` says whom we trust and
/// who we are.
@NullMarked
package io.gitlab.gopgo.collect.http;

import org.jspecify.annotations.NullMarked;
