import CZlib
import CZstd
import FileNames
import Glibc

extension OpenFile {
  /// A file of data by its path, as whoever reads it can go through it again and again: what comes
  /// through a pipe (`-` is standard input), and what is compressed by gzip or zstd, is written to a
  /// temporary file without a name.
  ///
  /// - Throws: ``DataError`` where it cannot be read or is damaged.
  package static func data(_ path: String) throws(DataError) -> OpenFile {
    var file = try path == "-" ? spooled(path, from: STDIN_FILENO) : regular(path)
    // Within a pipe, data may be compressed as well.
    switch Compression(of: try InputFile(file).prefix(4)) {
    case .gzip: file = try gunzipped(file)
    case .zstd: file = try unpackedZstd(file)
    case nil: break
    }
    return file
  }

  /// The file as it is, where it is one, else what comes through the pipe; one that nobody writes to
  /// is refused, as waiting might never end.
  private static func regular(_ path: String) throws(DataError) -> OpenFile {
    var status = stat()
    guard stat(path.fileName, &status) == 0, status.st_mode & S_IFMT == S_IFIFO else {
      return try OpenFile(path)
    }
    let descriptor = Glibc.open(path.fileName, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw DataError(.inputOutput, file: path, expected: "a readable pipe", found: systemError())
    }
    defer { close(descriptor) }
    return try spooled(path, from: descriptor)
  }

  private static func spooled(_ path: String, from descriptor: Int32) throws(DataError) -> OpenFile
  {
    let name = path == "-" ? "standard input" : path
    let spool = try Spool(for: name)
    var isFirst = true
    return try spool.filled { block throws(DataError) in
      while true {
        let count = read(descriptor, block.baseAddress, block.count)
        if count < 0, errno == EINTR { continue }
        if count < 0, errno == EAGAIN {
          var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
          _ = poll(&wanted, 1, -1)
          continue
        }
        if count == 0, isFirst, path != "-" {
          throw DataError(
            .inputOutput, file: path, expected: "a pipe that somebody writes to", found: "nobody")
        }
        isFirst = false
        guard count >= 0 else {
          throw DataError(.inputOutput, file: name, expected: "to read on", found: systemError())
        }
        return count
      }
    }
  }

  private static func gunzipped(_ file: OpenFile) throws(DataError) -> OpenFile {
    let input = InputFile(file)
    var stream = z_stream()
    // 16: a gzip header and its checksum. Members may follow one another.
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw Spool.damaged(file.path, "gzip", "zlib that does not start") }
    defer { inflateEnd(&stream) }
    let source = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    defer { source.deallocate() }
    var isInMember = true
    return try Spool(for: file.path).filled { block throws(DataError) in
      stream.next_out = block.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.avail_out = UInt32(block.count)
      while stream.avail_out > 0 {
        if stream.avail_in == 0 {
          let count = try input.read(into: source)
          if count == 0 {
            guard !isInMember else {
              throw Spool.damaged(file.path, "gzip", "the end of the file in the middle of it")
            }
            break
          }
          stream.next_in = source.baseAddress?.assumingMemoryBound(to: UInt8.self)
          stream.avail_in = UInt32(count)
        }
        if !isInMember {
          // Zeros may fill the last block of a tape.
          if stream.next_in.pointee == 0 {
            stream.next_in += 1
            stream.avail_in -= 1
            continue
          }
          inflateReset(&stream)
          isInMember = true
        }
        switch inflate(&stream, Z_NO_FLUSH) {
        case Z_OK: break
        case Z_STREAM_END: isInMember = false
        default:
          throw Spool.damaged(
            file.path, "gzip", stream.msg.map { String(cString: $0) } ?? "damaged data")
        }
      }
      return block.count - Int(stream.avail_out)
    }
  }

  private static func unpackedZstd(_ file: OpenFile) throws(DataError) -> OpenFile {
    let input = InputFile(file)
    guard let stream = ZSTD_createDStream() else {
      throw Spool.damaged(file.path, "zstd", "a library that does not start")
    }
    defer { ZSTD_freeDStream(stream) }
    let source = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    defer { source.deallocate() }
    var read = ZSTD_inBuffer(src: source.baseAddress, size: 0, pos: 0)
    var isInFrame = true
    return try Spool(for: file.path).filled { block throws(DataError) in
      var written = ZSTD_outBuffer(dst: block.baseAddress, size: block.count, pos: 0)
      while written.pos < written.size {
        if read.pos == read.size {
          read.size = try input.read(into: source)
          read.pos = 0
          if read.size == 0 {
            guard !isInFrame else {
              throw Spool.damaged(file.path, "zstd", "the end of the file in the middle of it")
            }
            break
          }
        }
        let left = ZSTD_decompressStream(stream, &written, &read)
        guard ZSTD_isError(left) == 0 else {
          throw Spool.damaged(file.path, "zstd", String(cString: ZSTD_getErrorName(left)))
        }
        isInFrame = left > 0
      }
      return written.pos
    }
  }
}

/// How the bytes of a file are packed.
private enum Compression {
  case gzip, zstd

  /// The packing of a file that begins so; nil where there is none.
  init?(of prefix: [UInt8]) {
    if prefix.starts(with: [0x1F, 0x8B]) {
      self = .gzip
    } else if prefix.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
      self = .zstd
    } else {
      return nil
    }
  }
}

/// A temporary file that nobody else sees, and that is gone with its last reader.
struct Spool {
  private let path: String
  private let descriptor: Int32

  /// `TMPDIR`, or `/tmp`.
  static var usualDirectory: String { getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp" }

  /// An empty one.
  ///
  /// - Parameters:
  ///   - path: what it stands for, in messages.
  ///   - directory: where it is.
  init(for path: String, in directory: String = usualDirectory) throws(DataError) {
    self.path = path
    var random = SystemRandomNumberGenerator()
    let name = "\(directory)/.hillock-spool-\(String(random.next(), radix: 36))"
    let descriptor = Glibc.open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    unlink(name)
    guard descriptor >= 0 else {
      throw DataError(
        .inputOutput, file: path, expected: "room in \(directory) for what it holds",
        found: systemError())
    }
    self.descriptor = descriptor
  }

  /// Takes what `fill` puts into a block, again and again until it puts nothing.
  func filled(
    _ fill: (UnsafeMutableRawBufferPointer) throws(DataError) -> Int
  ) throws(DataError) -> OpenFile {
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    defer { block.deallocate() }
    do throws(DataError) {
      while case let count = try fill(block), count > 0 {
        try write(UnsafeRawBufferPointer(rebasing: block[..<count]))
      }
    } catch {
      close(descriptor)
      throw error
    }
    return try OpenFile(path, owning: descriptor)
  }

  private func write(_ bytes: UnsafeRawBufferPointer) throws(DataError) {
    var done = 0
    while done < bytes.count, let start = bytes.baseAddress {
      let count = Glibc.write(descriptor, start + done, bytes.count - done)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw DataError(
          .inputOutput, file: path, expected: "room in a temporary file for what it holds",
          found: systemError(), hint: "; TMPDIR names another place")
      }
      done += count
    }
  }

  static func damaged(_ path: String, _ packing: String, _ found: String) -> DataError {
    DataError(.malformed, file: path, expected: "data that \(packing) has packed", found: found)
  }
}
