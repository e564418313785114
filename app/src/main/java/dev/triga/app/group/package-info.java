/// Groups of sockets across the workers of an application: who is in which group, and the way of
/// messages from worker to worker. Users have [dev.triga.app.SharedGroup].
@NullMarked
package dev.triga.app.group;

import org.jspecify.annotations.NullMarked;
