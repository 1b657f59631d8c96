"""What must run, and running it: parameters, the plan, one report, all reports in parallel."""
