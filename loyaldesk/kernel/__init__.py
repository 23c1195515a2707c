"""Words everyone needs: time, money, Persian, errors, events. Knows no club, no data, no screen."""
