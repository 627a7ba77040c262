"""The routes, by what they are about; every one is explained in docs/api.md."""

from fastapi import APIRouter

from web.routes import (
    answer,
    calendars,
    codes,
    documents,
    handovers,
    house,
    initiatives,
    meetings,
    organisation,
    posts,
    programmes,
    reassigning,
    rosters,
    tasks,
    templates,
)

ROUTERS: tuple[APIRouter, ...] = (
    house.router,
    organisation.router,
    reassigning.router,
    rosters.router,
    posts.router,
    calendars.router,
    templates.router,
    initiatives.router,
    meetings.router,
    programmes.router,
    handovers.router,
    tasks.router,
    documents.router,
    codes.router,
    answer.router,
)
