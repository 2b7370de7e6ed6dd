#!/bin/sh
# Runs as root when a deb or rpm has been removed. The first argument is a word for deb, a number for rpm.
set -e

# Whose data a purge is about: the person's who asked for it.
person() {
    if [ -n "${PKEXEC_UID:-}" ]; then id -un "$PKEXEC_UID"; else echo "${SUDO_USER:-root}"; fi
}

case "${1:-}" in
    remove | 0)
        if [ "$(readlink /usr/bin/tooltrail)" = /opt/Tooltrail/tooltrail ]; then rm /usr/bin/tooltrail; fi
        ;;
    purge)
        owner=$(person)
        data=$(getent passwd "$owner" | cut -d: -f6)/.tooltrail
        # As that person, so that no link in the folder leads to files that only root may remove.
        if [ -d "$data" ] && [ ! -L "$data" ]; then
            echo "Removing what Tooltrail recorded for $owner: $data"
            runuser -u "$owner" -- rm -rf -- "$data"
        fi
        echo "Other people's ~/.tooltrail, if any, are left where they are."
        ;;
esac
