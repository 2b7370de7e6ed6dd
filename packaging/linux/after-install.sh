#!/bin/sh
# Runs as root when a deb or rpm has been unpacked.
set -e

ln -sf /opt/Tooltrail/tooltrail /usr/bin/tooltrail

# Chromium's sandbox makes user namespaces where an unprivileged program may. Where it may not (Ubuntu 24.04 and later,
# hardened kernels), this helper makes them, which has to belong to root and run as root.
chown root:root /opt/Tooltrail/chrome-sandbox
chmod 4755 /opt/Tooltrail/chrome-sandbox
