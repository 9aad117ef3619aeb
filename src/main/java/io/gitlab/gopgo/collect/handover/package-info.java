/// What one job collected for others that judge and deliver it: a folder with the profiles that
/// were chosen for each service, as far as a merge can see them, and all that is known of them.
///
/// It lives as long as a pipeline. Only the same version of the program reads it again.
@NullMarked
package io.gitlab.gopgo.collect.handover;

import org.jspecify.annotations.NullMarked;
