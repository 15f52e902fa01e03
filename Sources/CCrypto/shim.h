// OpenSSL's digests: SHA-256 of plugin files.
#pragma once
#include <openssl/evp.h>
