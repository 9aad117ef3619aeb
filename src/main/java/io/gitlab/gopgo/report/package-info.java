/// What people and their tools read: the merge request, the closing table, the run report.
///
/// The only place where Markdown is written. Names from profiles, files and settings are data: they
/// never become markup, a mention or a quick action.
@NullMarked
package io.gitlab.gopgo.report;

import org.jspecify.annotations.NullMarked;
