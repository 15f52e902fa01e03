import FileNames
import Glibc

/// Whose a file is: whether anybody but the user and root could have put something else there.
///
/// As ssh and sudo take their own files: neither the file nor any directory above it may be writable
/// by others, or belong to neither root nor the user. A directory in which everybody may only touch
/// what is his (`/tmp`, the sticky bit) will do.
public enum FileTrust {
  /// Why the file at `path` is not trusted; nil where it is.
  public static func objection(to path: String) -> String? {
    guard let real = realpath(path.fileName, nil) else { return "its path cannot be followed" }
    defer { free(real) }
    var part = String(fileName: real)
    if let objection = objection(part, isDirectory: false) { return objection }
    while part != "/" {
      part = String(part[..<(part.lastIndex(of: "/") ?? part.startIndex)])
      if part.isEmpty { part = "/" }
      if let objection = objection(part, isDirectory: true) { return objection }
    }
    return nil
  }

  private static func objection(_ path: String, isDirectory: Bool) -> String? {
    var status = stat()
    guard lstat(path.fileName, &status) == 0 else { return "\(path) cannot be examined" }
    guard status.st_uid == 0 || status.st_uid == geteuid() else {
      return "\(path) belongs to \(user(status.st_uid)), who could exchange it"
    }
    if isDirectory, status.st_mode & S_ISVTX != 0 { return nil }
    if status.st_mode & S_IWOTH != 0 { return "anyone may write to \(path)" }
    if status.st_mode & S_IWGRP != 0, !isPrivate(status.st_gid) {
      return "its group may write to \(path)"
    }
    return nil
  }

  /// Whether a group has the user alone, as many systems make one for each.
  private static func isPrivate(_ group: gid_t) -> Bool {
    if group == 0 { return true }
    guard group == getegid(), let entry = getgrgid(group), let user = getpwuid(geteuid()) else {
      return false
    }
    guard user.pointee.pw_gid == group else { return false }
    let hasOthers = entry.pointee.gr_mem.map { members in
      members.pointee.map { strcmp($0, user.pointee.pw_name) != 0 } ?? false
    }
    return hasOthers != true && strcmp(entry.pointee.gr_name, user.pointee.pw_name) == 0
  }

  private static func user(_ number: uid_t) -> String {
    getpwuid(number).map { String(cString: $0.pointee.pw_name) } ?? "user \(number)"
  }
}
