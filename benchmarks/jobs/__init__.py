"""The jobs that the table of speed holds."""

from jobs import counting, doors, figures

__all__ = ["JOBS"]

JOBS = [*counting.JOBS, *doors.JOBS, *figures.JOBS]
