/// The status page of an arbiter: what runs, live, and a few buttons; see `--dashboard`.
///
/// ```java
/// var page = StatusPage.open(operator, Endpoint.parse("tcp:127.0.0.1:8061"), about, tail);
/// System.out.println(page.address());
/// ```
///
/// Nobody but the command uses it. [StatusSampler] asks the arbiter once a second while somebody
/// watches, [StatusReport] makes of what it tells what the page shows, [Access] decides who may.
@NullMarked
package dev.triga.app.dashboard;

import org.jspecify.annotations.NullMarked;
