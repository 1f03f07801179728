"""What can be wrong with a job, or with asking for one."""

from audiostudio.kit.http.errors import Problem


class JobNotFound(Problem):
    """There is no such job, or it is somebody else's."""

    status = 404
    code = "job_not_found"
    title = "There is no such job here."


class JobNotCancellable(Problem):
    """The job has ended."""

    status = 409
    code = "job_already_ended"
    title = "This job has ended; there is nothing to cancel."


class WorkspaceSuspended(Problem):
    """The operator has suspended the workspace."""

    status = 403
    code = "workspace_suspended"
    title = "This workspace is suspended and takes no jobs; ask whoever runs this installation."


class JobNotRetryable(Problem):
    """The job has not failed."""

    status = 409
    code = "job_not_failed"
    title = "Only a job that failed can be worked on again."


class TooManyJobsWaiting(Problem):
    """The workspace has as many jobs waiting as its plan allows."""

    status = 429
    code = "too_many_jobs_waiting"
    title = "As many of your jobs wait as your plan allows."


class JobNotFinished(Problem):
    """The job has no result (yet)."""

    status = 409
    code = "job_not_completed"
    title = "This job has no result to download."
