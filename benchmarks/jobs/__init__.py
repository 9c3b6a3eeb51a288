"""The jobs that the table of speed holds."""

from jobs import counting, doors, figures, objects

__all__ = ["JOBS"]

JOBS = [*counting.JOBS, *doors.JOBS, *objects.JOBS, *figures.JOBS]
