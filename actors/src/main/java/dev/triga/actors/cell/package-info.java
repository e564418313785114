/// What stands behind the interfaces that users see: the cell is an actor's mailbox, life and
/// children; a population is all of them in one process.
@org.jspecify.annotations.NullMarked
package dev.triga.actors.cell;
