package dev.triga.net;

import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;

/// Who is at the other end of a Unix-domain connection, as the system saw it when the connection
/// was made: it cannot be forged. Compare the user with the owner of a file of one's own
/// (`Files.getOwner`) to learn whether it is oneself.
///
/// @param user the effective user
/// @param group the effective group
/// @param pid the process that connected or listened; 0 where the driver cannot tell (NIO)
public record PeerCredentials(UserPrincipal user, GroupPrincipal group, long pid) {}
