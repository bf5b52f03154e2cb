"""What will be run: sites, periods and reports chosen, notebooks and indicators checked, every job listed. No job runs here."""
