/// `triga demo`: a page, a chat and a batch, served by two worker processes.
///
/// [dev.triga.app.demo.DemoApplication] is what a user's application is, too: in the arbiter's
/// process a [dev.triga.app.demo.Board] knows the workers and has the batch, in each worker a
/// [dev.triga.app.demo.Visitor] is one open page.
@NullMarked
package dev.triga.app.demo;

import org.jspecify.annotations.NullMarked;
