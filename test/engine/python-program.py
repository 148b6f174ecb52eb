"""Runs a Pulumi program as Pulumi's own language host does, told by its environment where the engine is: PROGRAM"""

import asyncio
import os
import runpy
import sys

import pulumi
import pulumi.runtime

program = os.path.abspath(sys.argv[1])
sys.path.insert(0, program)
pulumi.runtime.configure(
    pulumi.runtime.Settings(
        project=os.environ["PULUMI_PROJECT"],
        stack=os.environ["PULUMI_STACK"],
        organization=os.environ["PULUMI_ORGANIZATION"],
        parallel=int(os.environ["PULUMI_PARALLEL"]),
        dry_run=os.environ["PULUMI_DRY_RUN"] == "true",
        monitor=os.environ["PULUMI_MONITOR"],
        engine=os.environ["PULUMI_ENGINE"],
    )
)
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
loop.run_until_complete(pulumi.runtime.run_in_stack(lambda: runpy.run_path(program, run_name="__main__")))
